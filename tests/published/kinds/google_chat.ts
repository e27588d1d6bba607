import type { chat_v1 } from "@googleapis/chat";

export type Request = chat_v1.Schema$Message;
