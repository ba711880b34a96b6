// Words of the export and import of files.
import type { archiveKo } from "./archive-ko.ts";
import { bytes } from "./numbers.ts";

export const archiveEn: typeof archiveKo = {
  title: "Export and import files",
  about: "Moves the files as Kafka keeps them on disk, in one tar file.",
  what: "What to export",
  workspace: "The whole cluster",
  broker: (id) => `Log directory of broker ${id}`,
  controller: (label) => `Log directory of controller ${label}`,
  topic: (name) => `Topic ${name}`,
  export: "Export",
  restNote: "Its nodes are stopped in order meanwhile, and then start again.",
  topicNote: "Taken from the disks of the running leaders: what is flushed.",
  choose: "File to import",
  pick: "Choose a file",
  nothing: "No file is chosen.",
  import: "Import",
  importNote:
    "A file with a whole cluster takes this one's place. Of a file with log.dirs of Apache Kafka the topics are taken; brokers restart meanwhile.",
  working: "Progress",
  exported: (name, size) => `${name} · ${bytes(size)}`,
  imported: (outcome) => {
    if (outcome.kind === "workspace") return "The whole cluster is imported.";
    if (outcome.kind === "node") return `The disk of broker ${outcome.node} is imported.`;
    return `Imported ${outcome.topics.join(", ")}.`;
  },
  failed: (message) => `It failed: ${message}`,
  errors: {
    "no-tar": "This is no tar file.",
    damaged: "The file is damaged.",
    truncated: "The file ends in the middle.",
    "unsafe-name": "It has a name that leads out of its directory.",
    unsupported: "It has an entry, such as a link, that is not supported.",
    "too-large": "It has a value that is too large.",
    "no-logs": "It has no log directory of Kafka.",
    "other-nodes": "Its nodes are not those of this cluster.",
    "topic-exists": "There is a topic of this name already.",
    "bad-log": "A log file in it cannot be read.",
    changed: "A file changed while it was exported. It can be tried again.",
    "not-there": "There is nothing of this name to export.",
    refused: "The cluster refused.",
  },
};
