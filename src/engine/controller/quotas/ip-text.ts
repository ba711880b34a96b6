// What counts as an address. Nothing is looked up: of host names only the playground's own is known.

const IPV4_PART = "(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)";
const IPV4 = new RegExp(`^${IPV4_PART}(?:\\.${IPV4_PART}){3}$`);
const IPV6_GROUP = /^[0-9a-f]{1,4}$/i;
const KNOWN_HOST = "localhost";

export function isIpOrKnownHost(text: string): boolean {
  return text.toLowerCase() === KNOWN_HOST || IPV4.test(text) || isIpv6(text);
}

/** Eight groups, of which one run of zeros may be left out, and the last two written as an IPv4 address. */
function isIpv6(text: string): boolean {
  const plain = text.startsWith("[") && text.endsWith("]") ? text.slice(1, -1) : text;
  if (!plain.includes(":")) return false;
  const halves = plain.split("::");
  if (halves.length > 2) return false;
  let count = 0;
  for (const [index, half] of halves.entries()) {
    if (half === "") continue;
    const groups = half.split(":");
    if (index === halves.length - 1 && IPV4.test(groups.at(-1)!)) {
      groups.pop();
      count += 2;
    }
    if (!groups.every((group) => IPV6_GROUP.test(group))) return false;
    count += groups.length;
  }
  return halves.length === 2 ? count < 8 : count === 8;
}
