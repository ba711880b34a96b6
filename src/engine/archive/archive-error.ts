// Why an archive cannot be read or taken over. People give us files from anywhere: whatever is wrong with one has a
// kind, which the page translates, and a detail that names the place.

export type ArchiveErrorKind =
  /** It does not begin as a tar file does. */
  | "no-tar"
  /** A header's checksum is wrong, or a field cannot be read. */
  | "damaged"
  /** It ends in the middle. */
  | "truncated"
  /** A name would leave the directory it is unpacked into. */
  | "unsafe-name"
  /** Links, devices, sparse files. */
  | "unsupported"
  | "too-large"
  /** Nothing in it is a log directory of Kafka. */
  | "no-logs"
  /** The nodes in it are not those of this cluster. */
  | "other-nodes"
  /** The topic is there already. */
  | "topic-exists"
  /** A file of the log directory cannot be what its name says. */
  | "bad-log"
  /** What is exported changed under our hands. */
  | "changed"
  /** There is no such topic or node to export. */
  | "not-there"
  /** The cluster refused to make room for what is imported. */
  | "refused";

export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  constructor(
    readonly kind: ArchiveErrorKind,
    /** Names the file or the value; not translated. */
    readonly detail: string,
  ) {
    super(`${SENTENCES[kind]}: ${detail}`);
  }
}

const SENTENCES: Readonly<Record<ArchiveErrorKind, string>> = {
  "no-tar": "This is no tar file",
  damaged: "The archive is damaged",
  truncated: "The archive ends too early",
  "unsafe-name": "The archive has a name that is not safe",
  unsupported: "The archive has an entry of a kind that is not supported",
  "too-large": "The archive is too large",
  "no-logs": "The archive has no log directory of Kafka",
  "other-nodes": "The archive's nodes are not those of this cluster",
  "topic-exists": "The topic is there already",
  "bad-log": "A log in the archive cannot be read",
  changed: "A file changed while it was exported",
  "not-there": "There is nothing of this name to export",
  refused: "The cluster refused",
};
