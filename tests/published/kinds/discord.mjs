// Answers each line, a message, with a line of what Discord's OpenAPI description, as Zod schemas, finds wrong in it.
import { createInterface } from "node:readline";
import { IncomingWebhookRequestPartialSchema as Message } from "discord-api-spec/zod";

for await (const line of createInterface({ input: process.stdin })) {
  const issues = Message.safeParse(JSON.parse(line)).error?.issues ?? [];
  console.log(JSON.stringify(issues.map(({ path, code }) => `${path.join(".")}: ${code}`)));
}
