// Clients stand at the bottom: a producer points into the cluster, a consumer is open towards it.
import type { ClientSnapshot } from "../../engine/inspect/snapshot.ts";
import { useWords } from "../i18n/language.ts";
import own from "./client-box.module.css";
import type { ItemProps } from "./item.ts";
import styles from "./map.module.css";
import type { ClientPlace } from "./map-layout.ts";
import { fitting } from "./text-width.ts";

function outline(role: ClientSnapshot["role"], { x, y, width, height }: ClientPlace): string {
  if (role === "producer") {
    return `M${x} ${y}H${x + width - 14}L${x + width} ${y + height / 2}L${x + width - 14} ${y + height}H${x}z`;
  }
  if (role === "consumer") {
    return `M${x} ${y}H${x + width}V${y + height}H${x}L${x + 10} ${y + height / 2}z`;
  }
  return `M${x + 8} ${y}H${x + width - 8}a8 8 0 018 8V${y + height - 8}a8 8 0 01-8 8H${x + 8}a8 8 0 01-8-8V${y + 8}a8 8 0 018-8z`;
}

export function ClientBox({
  client,
  place,
  item,
}: {
  readonly client: ClientSnapshot;
  readonly place: ClientPlace;
  readonly item: ItemProps;
}) {
  const words = useWords();
  const { role, name, config } = client;
  const acks = config["acks"];
  const details =
    role === "producer"
      ? [
          ...(acks === undefined ? [] : [`acks=${acks === "-1" ? "all" : acks}`]),
          client.bufferedRecords > 0
            ? words.cluster.buffered(client.bufferedRecords)
            : words.cluster.acked(client.ackedRecords),
        ]
      : role === "consumer"
        ? [words.cluster.polled(client.polledRecords)]
        : [words.cluster.admin];
  const detail = details.join(" · ");
  const inset = role === "consumer" ? 20 : 12;
  const shownDetail = fitting([detail, details.at(-1) ?? ""], place.width - inset - 12, 11);
  const ink = role === "producer" ? own["onProducer"] : "";
  const shown = name.length > 15 ? `${name.slice(0, 14)}…` : name;
  return (
    <g {...item} aria-label={`${words.cluster[role]} ${name}, ${detail}`}>
      <title>{name}</title>
      <path className={own[role]} d={outline(role, place)} />
      <rect
        className={styles["ring"]}
        x={place.x - 3}
        y={place.y - 3}
        width={place.width + 6}
        height={place.height + 6}
        rx={6}
      />
      <text x={place.x + inset} y={place.y + 17} className={`${own["clientName"]} ${ink}`}>
        {shown}
      </text>
      <text x={place.x + inset} y={place.y + 32} className={`${styles["small"]} ${ink}`}>
        {shownDetail}
      </text>
    </g>
  );
}
