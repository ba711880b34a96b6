// .kafka_cleanshutdown: left by a node that stopped in order, taken away as soon as it starts again. Where it is
// missing, the last stop was a crash. It keeps the broker epoch, by which the controller knows (KIP-966) that the
// replicas of this broker lost nothing.

export const NO_BROKER_EPOCH = -1;

export function formatCleanShutdown(brokerEpoch: number): string {
  return JSON.stringify({ version: 0, brokerEpoch });
}

/** The broker epoch, or -1 when the file, which only has to be there, does not say. */
export function parseCleanShutdown(text: string): number {
  try {
    const content: unknown = JSON.parse(text);
    if (typeof content !== "object" || content === null || !("brokerEpoch" in content))
      return NO_BROKER_EPOCH;
    return typeof content.brokerEpoch === "number" ? content.brokerEpoch : NO_BROKER_EPOCH;
  } catch {
    return NO_BROKER_EPOCH;
  }
}
