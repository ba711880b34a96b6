// Why a log cannot be cleaned: the cleaner leaves it alone from then on (an uncleanable partition). `exception` is the
// Java class that Kafka throws there.
export class CleaningError extends Error {
  override readonly name = "CleaningError";
  constructor(
    readonly exception: "IllegalArgumentException" | "IllegalStateException" | "CorruptRecordException",
    message: string,
  ) {
    super(message);
  }
}
