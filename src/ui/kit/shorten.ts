// A name that is too long for its place: its beginning and its end, which tells apart what begins alike (orders-0, orders-1).
const END = 8;

export function shorten(name: string, room: number): string {
  return name.length <= room ? name : `${name.slice(0, Math.max(1, room - END - 1))}…${name.slice(-END)}`;
}
