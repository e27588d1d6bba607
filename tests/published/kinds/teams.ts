import type { IAdaptiveCard, ITeamsCardProperties } from "@microsoft/teams.cards";

// The documentation ("Format cards in Teams") has `Full`, the package `full`.
type Card = Omit<IAdaptiveCard, "msteams"> & {
  msteams?: Omit<ITeamsCardProperties, "width"> & { width?: "Full" };
};

// What stands around the card is documented ("Create incoming webhooks with Workflows") and in no package.
export type Request = {
  type: "message";
  attachments: [{ contentType: "application/vnd.microsoft.card.adaptive"; contentUrl: null; content: Card }];
};
