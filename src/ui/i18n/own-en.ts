// Texts of our own clients and of the sandbox are English already; only what the sandbox refuses wants a word more.
import type { OwnText } from "../editor/own-texts.ts";

export function ownEn(text: OwnText): string | null {
  switch (text.kind) {
    case "not-available":
      return `Your program talks to this cluster through samsa, and to nothing else; ${text.what} is not there.`;
    case "no-such-module":
      return 'You can import from "samsa" only.';
    default:
      return null;
  }
}
