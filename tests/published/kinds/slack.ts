import type { KnownBlock, MessageAttachment } from "@slack/types";
import type { IncomingWebhookSendArguments } from "@slack/webhook";

// Both have a `Block` beside the known ones, which lets a block of any type pass.
type Attachment = Omit<MessageAttachment, "blocks"> & { blocks?: KnownBlock[] };

export type Request = Omit<IncomingWebhookSendArguments, "attachments" | "blocks"> & {
  attachments?: Attachment[];
  blocks?: KnownBlock[];
};
