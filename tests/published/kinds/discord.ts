export type { RESTPostAPIWebhookWithTokenJSONBody as Request } from "discord-api-types/rest/v10";
