// What a topic may be called, with Kafka's texts.
const MAX_LENGTH = 249;
const LEGAL = /^[a-zA-Z0-9._-]+$/;

/** Why `name` is no topic name, null when it is one. */
export function topicNameProblem(name: string): string | null {
  const problem = problemOf(name);
  return problem === null ? null : `Topic name is invalid: ${problem}`;
}

function problemOf(name: string): string | null {
  if (name === "") return "the empty string is not allowed";
  if (name === ".") return "'.' is not allowed";
  if (name === "..") return "'..' is not allowed";
  if (name.length > MAX_LENGTH) {
    return `the length of '${name}' is longer than the max allowed length ${MAX_LENGTH}`;
  }
  if (!LEGAL.test(name)) {
    return `'${name}' contains one or more characters other than ASCII alphanumerics, '.', '_' and '-'`;
  }
  return null;
}

/** Names that differ only in `.` and `_` would collide in the names of metrics. */
export function unifiedName(name: string): string {
  return name.replaceAll(".", "_");
}

export function hasCollisionChars(name: string): boolean {
  return name.includes(".") || name.includes("_");
}
