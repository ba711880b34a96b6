// What the marks of a log's drawing mean: only those that are there.
import type { ReactNode } from "react";
import { useBytesWords } from "../i18n/bytes-words.ts";
import styles from "./bytes.module.css";
import lane from "./lane.module.css";
import type { LaneFlags } from "./lane-geometry.ts";
import { type LanePicture, recordsOf } from "./lane-picture.ts";

function Entry({ children, text }: { readonly children: ReactNode; readonly text: string }) {
  return (
    <li>
      <svg width="18" height="14" aria-hidden="true">
        {children}
      </svg>
      {text}
    </li>
  );
}

export function LaneLegend({ picture, flags }: { readonly picture: LanePicture; readonly flags: LaneFlags }) {
  const w = useBytesWords().legend;
  const records = recordsOf(picture);
  const present = picture.segments.reduce(
    (sum, { baseOffset, endOffset }) => sum + endOffset - baseOffset,
    0,
  );
  const isLookedInto = picture.mode === "cells" && picture.segments.every(({ batches }) => batches !== null);
  const cell = (name: string): ReactNode => (
    <rect className={lane[name]} x="1" y="1" width="16" height="12" rx="2" />
  );
  return (
    <ul className={styles["legend"]}>
      {isLookedInto && records.length < present ? <Entry text={w.removed}>{cell("removed")}</Entry> : null}
      {records.some(({ mark }) => mark === "tombstone") ? (
        <Entry text={w.tombstone}>{cell("tombstone")}</Entry>
      ) : null}
      {records.some(({ mark }) => mark === "commit" || mark === "abort") ? (
        <Entry text={w.control}>{cell("control")}</Entry>
      ) : null}
      {picture.transactions.some(({ state }) => state === "committed") ? (
        <Entry text={w.committedTxn}>
          <path className={lane["txn"]} d="M1 11V5h16v6" />
        </Entry>
      ) : null}
      {picture.transactions.some(({ state }) => state === "aborted") ? (
        <Entry text={w.abortedTxn}>
          <path className={lane["txnAborted"]} d="M1 11V5h16v6" />
        </Entry>
      ) : null}
      {picture.segments.some(({ indexed }) => indexed.length > 0) ? (
        <Entry text={w.index}>
          <path className={lane["index"]} d="M5 11l4-7 4 7z" />
        </Entry>
      ) : null}
      {flags.flushedOffset !== null && flags.flushedOffset < flags.logEndOffset ? (
        <Entry text={w.risk}>
          <rect className={lane["risk"]} x="1" y="4" width="16" height="6" />
        </Entry>
      ) : null}
    </ul>
  );
}
