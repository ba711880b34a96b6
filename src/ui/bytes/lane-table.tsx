// The table twin of the log's drawing: a row for each segment.
import { useBytesWords } from "../i18n/bytes-words.ts";
import { count } from "../i18n/numbers.ts";
import { DataTable } from "../kit/data-table.tsx";
import kit from "../kit/kit.module.css";
import { SCROLLABLE } from "../kit/scrollable.ts";
import styles from "./bytes.module.css";
import { type LanePicture, offsetRanges } from "./lane-picture.ts";
import { timeText } from "./node-text.ts";

export function LaneTable({ picture, label }: { readonly picture: LanePicture; readonly label: string }) {
  const words = useBytesWords();
  const c = words.lane.columns;
  return (
    <div className={styles["laneTable"]} {...SCROLLABLE}>
      <DataTable
        caption={label}
        columns={[c.base, c.offsets, c.records, c.batches, c.size, c.index, c.dirty, c.newest]}
      >
        {picture.segments.map((segment) => {
          const records = segment.batches?.flatMap((batch) => batch.records) ?? null;
          const newest = segment.batches?.reduce((max, each) => Math.max(max, each.maxTimestampMs), -1) ?? -1;
          return (
            <tr key={segment.baseOffset} className={segment.dirtyBytes > 0 ? kit["hot"] : undefined}>
              <td>
                {segment.baseOffset}
                {segment.active ? ` · ${words.lane.active}` : ""}
              </td>
              <td>
                {records === null
                  ? `${segment.baseOffset}–${segment.endOffset - 1}`
                  : offsetRanges(records.map(({ offset }) => offset)) || "-"}
              </td>
              <td>{records === null ? "-" : count(records.length)}</td>
              <td>{segment.batches === null ? "-" : count(segment.batches.length)}</td>
              <td>{count(segment.sizeBytes)}</td>
              <td>{segment.indexed.length === 0 ? "-" : segment.indexed.join(", ")}</td>
              <td>{segment.dirtyBytes === 0 ? "-" : count(segment.dirtyBytes)}</td>
              <td>{newest < 0 ? "-" : timeText(newest)}</td>
            </tr>
          );
        })}
      </DataTable>
    </div>
  );
}
