// A broker as a row of the narrow drawing: its name, and what it holds of the open partition.
import { useWords } from "../i18n/language.ts";
import { brokerStatus } from "./actions.ts";
import type { ItemProps, PressedProps } from "./item.ts";
import { cellsOf, isTorn, type LaneWindow, offsetX } from "./lane-layout.ts";
import map from "./map.module.css";
import type { BrokerView } from "./model.ts";
import { isDown } from "./node-state.ts";
import { laneFoot } from "./partition-row.tsx";
import type { PartitionView, ReplicaView } from "./partition-views.ts";

export const NAME_WIDTH = 96;
export const ROW_HEIGHT = 58;

interface BrokerRowProps {
  readonly broker: BrokerView;
  /** The open one, null while there is none. */
  readonly partition: PartitionView | null;
  readonly window: LaneWindow | null;
  readonly replica: ReplicaView | undefined;
  readonly y: number;
  readonly height: number;
  readonly width: number;
  readonly nowMs: number;
  readonly item: ItemProps;
  readonly pressed: PressedProps;
}

export function BrokerRow(props: BrokerRowProps) {
  const { broker, partition, window, replica, y, height, width, nowMs, item, pressed } = props;
  const words = useWords();
  const status = brokerStatus(broker, words);
  const label = words.cluster.brokerLabel(broker.id, status);
  const role = replica === undefined ? words.cluster.noReplica : words.cluster.replica[replica.state];
  const isWell = status === words.cluster.nodeStatus.running;
  const under = !isWell || partition === null ? status : role;
  const tone =
    isDown(broker.status) || broker.diskError !== null
      ? map["bad"]
      : isWell && replica !== undefined
        ? map[`role-${replica.state}`]
        : map["quiet"];
  // A low row has its word beside the name.
  const beside = height < ROW_HEIGHT;
  const x = NAME_WIDTH + 8;
  const foot =
    replica === undefined || partition === null ? null : laneFoot(replica, partition, nowMs, words, true);
  return (
    <g
      {...item}
      aria-label={replica === undefined ? label : `${label}, ${role}`}
      aria-haspopup="menu"
      {...pressed}
    >
      <rect className={map["hit"]} x={0} y={y - 6} width={width} height={height - 4} />
      <rect className={map["ring"]} x={2} y={y - 4} width={width - 4} height={height - 8} rx={6} />
      <text x={0} y={y + 12} fontSize={14} fontWeight={600}>
        {words.cluster.broker(broker.id)}
      </text>
      <text x={beside ? x : 0} y={beside ? y + 12 : y + 29} fontSize={12} className={tone}>
        {under}
      </text>
      {replica === undefined || window === null
        ? null
        : cellsOf(replica, window)
            .filter((cell) => replica.state !== "offline" || cell.kind !== "absent")
            .map((cell) => (
              <g key={`${cell.kind}${cell.from}`}>
                <rect
                  className={`${map["cell"]} ${
                    cell.kind === "absent"
                      ? map["absent"]
                      : replica.state === "offline"
                        ? map["cellOffline"]
                        : replica.state === "out"
                          ? map["cellOut"]
                          : map[`${replica.state}${cell.kind === "committed" ? "Committed" : "Uncommitted"}`]
                  }`}
                  x={x + cell.x}
                  y={y}
                  width={cell.width}
                  height={28}
                  rx={2.5}
                />
                {window.mode === "numbers" && cell.kind !== "absent" ? (
                  <text
                    x={x + cell.x + cell.width / 2}
                    y={y + 18.5}
                    fontSize={12}
                    textAnchor="middle"
                    className={
                      cell.kind === "committed" && replica.state === "leader"
                        ? map["onLeader"]
                        : cell.kind === "committed" && replica.state === "isr"
                          ? map["onIsr"]
                          : ""
                    }
                  >
                    {cell.from}
                  </text>
                ) : null}
              </g>
            ))}
      {replica !== undefined && window !== null && isTorn(replica, window) ? (
        <path className={map["torn"]} d={`M${x - 5} ${y + 3}l-3 3 3 3-3 3 3 3-3 3 3 3`} />
      ) : null}
      {replica !== undefined && window !== null && replica.known && replica.state !== "offline" ? (
        <path
          className={map["hwLine"]}
          d={`M${x + offsetX(window, replica.highWatermark) - 0.75} ${y - 5}v38`}
        />
      ) : null}
      {replica?.state === "offline" && replica.known && window !== null ? (
        <path
          className={map["strike"]}
          d={`M${x - 4} ${y + 14}H${x + offsetX(window, replica.logEndOffset)}`}
        />
      ) : null}
      {replica === undefined ? null : (
        <>
          <text x={width - 2} y={y + 43} textAnchor="end" className={map["mono"]}>
            {replica.known
              ? `HW ${replica.highWatermark} · LEO ${replica.logEndOffset}`
              : words.cluster.unknownLog}
          </text>
          {foot === null ? null : (
            <text x={x} y={y + 43} className={`${map["small"]} ${map[`foot-${foot.grave}`]}`}>
              {foot.text}
            </text>
          )}
        </>
      )}
    </g>
  );
}
