import type { EventPayloadV2 } from "@pagerduty/pdjs/build/src/events";

// `client` is documented ("Send an Alert Event") and missing in the types.
export type Request = EventPayloadV2 & { client?: string };
