// `auto.offset.reset`: where a consumer without a position begins (KIP-1106 added by_duration).
import { Duration } from "../api/duration.ts";
import { IllegalArgumentException } from "../api/exceptions.ts";

export type OffsetReset =
  | { readonly kind: "earliest" }
  | { readonly kind: "latest" }
  | { readonly kind: "none" }
  | { readonly kind: "by_duration"; readonly duration: Duration };

const BY_DURATION = "by_duration";

/** Throws IllegalArgumentException in Kafka's words. Upper case is refused, as in Kafka. */
export function parseOffsetReset(text: string | null): OffsetReset {
  if (text === null) throw new IllegalArgumentException("Auto offset reset strategy is null");
  if (text === "earliest" || text === "latest" || text === "none") return { kind: text };
  if (text === BY_DURATION)
    throw new IllegalArgumentException(
      "<:duration> part is missing in by_duration auto offset reset strategy.",
    );
  if (!text.startsWith(`${BY_DURATION}:`))
    throw new IllegalArgumentException(`Unknown auto offset reset strategy: ${text}`);
  const unreadable = "Unable to parse duration string in by_duration offset reset strategy.";
  const durationText = text.slice(BY_DURATION.length + 1);
  try {
    const duration = Duration.parse(durationText);
    if (duration.isNegative())
      throw new IllegalArgumentException(
        "Negative duration is not supported in by_duration offset reset strategy.",
      );
    return { kind: BY_DURATION, duration };
  } catch (error) {
    throw new IllegalArgumentException(unreadable, error);
  }
}

export function isOffsetReset(text: string): boolean {
  try {
    parseOffsetReset(text);
    return true;
  } catch {
    return false;
  }
}
