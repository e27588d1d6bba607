import type { ApiMethods } from "@grammyjs/types";

export type Request = Parameters<ApiMethods<never>["sendMessage"]>[0];
