// Where the byte inspector is: `/playground/bytes/1/orders-0/00000000000000000000.log`.

export function bytesPath(node: number, name: string): string {
  return `/playground/bytes/${node}/${name.split("/").map(encodeURIComponent).join("/")}`;
}

export interface BytesPlace {
  readonly node: number | null;
  readonly path: string;
}

/** `rest` is what follows `/playground/bytes/`. */
export function parseBytesPath(rest: string): BytesPlace {
  const [node = "", ...path] = rest.split("/");
  return {
    node: /^\d+$/.test(node) ? Number(node) : null,
    path: path.map(decoded).join("/"),
  };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
