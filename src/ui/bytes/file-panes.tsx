// One file: its bytes, what they mean, and what the chosen field is. Hex and tree are two views of one choice.
import { Download } from "lucide-react";
import { type RefObject, useMemo, useRef, useState } from "react";
import type { ByteNode, FileSnapshot } from "../../engine/inspect/byte-tree.ts";
import { useAnnounce } from "../app/announce.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { Button, IconButton } from "../kit/button.tsx";
import { Tabs } from "../kit/choice.tsx";
import { Chip, PaneHead, Space } from "../kit/pane.tsx";
import { useSize } from "../kit/size.ts";
import { useSession } from "../session/use-session.tsx";
import { marksOf } from "./byte-marks.ts";
import styles from "./bytes.module.css";
import { downloadFile } from "./download.ts";
import { shortName } from "./file-list.tsx";
import { HexView } from "./hex-view.tsx";
import type { InspectorState } from "./inspector-state.ts";
import { TreePane } from "./tree-pane.tsx";
import { type FilePlace, fileVersion, useBytes } from "./use-files.ts";

export interface PanesProps {
  readonly place: FilePlace;
  readonly file: FileSnapshot;
  readonly state: InspectorState;
  readonly nodes: readonly ByteNode[];
  readonly error: string | null;
  readonly onSight: (start: number, end: number) => void;
  readonly sight: { readonly start: number; readonly end: number };
  /** Hex and tree side by side, or one of them. */
  readonly layout: "both" | "tabs";
}

const WIDE_ROW = 16;
const NARROW_ROW = 8;
/** Sixteen bytes in both columns. */
const WIDE_FROM = 676;

export function FilePanes(props: PanesProps) {
  const words = useBytesWords();
  const [tab, setTab] = useState<"hex" | "tree">("hex");
  const hexFocus = useRef<HTMLDivElement | null>(null);
  const treeFocus = useRef<HTMLDivElement | null>(null);
  const isBoth = props.layout === "both";
  const { chosen } = props.state;
  useAnnounce(
    chosen === null ? null : words.chosen(chosen.node.name, chosen.node.position, chosen.node.length),
  );
  const toTree = (): void => {
    setTab("tree");
    requestAnimationFrame(() => treeFocus.current?.focus());
  };
  const toHex = (): void => {
    setTab("hex");
    requestAnimationFrame(() => hexFocus.current?.focus());
  };
  const hex = <HexPane {...props} onEnter={toTree} focusRef={hexFocus} />;
  const tree = <TreePane {...props} onEnter={toHex} focusRef={treeFocus} />;
  if (isBoth) {
    return (
      <>
        {hex}
        {tree}
      </>
    );
  }
  return (
    <div className={styles["stacked"]}>
      <div className={styles["tabs"]}>
        <Tabs
          label={words.reading}
          choices={[
            { value: "hex", label: words.tab.hex },
            { value: "tree", label: words.tab.tree },
          ]}
          value={tab}
          onChoose={setTab}
        />
      </div>
      {tab === "hex" ? hex : tree}
    </div>
  );
}

export interface FocusProps {
  readonly onEnter: () => void;
  readonly focusRef: RefObject<HTMLDivElement | null>;
}

function HexPane({
  place,
  file,
  state,
  nodes,
  error,
  sight,
  onSight,
  onEnter,
  focusRef,
}: PanesProps & FocusProps) {
  const words = useBytesWords();
  const [pane, size] = useSize<HTMLElement>();
  const perRow = (size?.width ?? WIDE_FROM) >= WIDE_FROM ? WIDE_ROW : NARROW_ROW;
  const { workspace } = useSession();
  const inFile = useBytes(workspace, place, fileVersion(file), sight.start, sight.end);
  const inside = state.inside?.node.unpacked ?? null;
  const shownNodes = useMemo(
    () => (state.inside === null ? nodes : (state.inside.node.children ?? [])),
    [state.inside, nodes],
  );
  const top = state.chosen?.above[0]?.node ?? state.chosen?.node ?? null;
  const marks = (start: number, length: number): Uint16Array =>
    marksOf(start, length, {
      nodes: shownNodes,
      chosen: state.chosen?.node ?? null,
      parent: state.chosen?.above.at(-1)?.node ?? null,
      hovered: state.hovered?.node ?? null,
      top: inside === null ? top : null,
      dirty: inside === null ? file.dirty : [],
    });
  return (
    <section className={styles["hexPane"]} aria-label={words.hex} ref={pane}>
      <PaneHead>
        <h2 className={styles["fileName"]}>{shortName(file.name)}</h2>
        <Facts top={top} />
        <Space />
        <GoTo sizeBytes={file.sizeBytes} onGo={(position) => state.goTo(position)} />
        <DownloadButton place={place} file={file} />
      </PaneHead>
      {state.inside === null || inside === null ? null : (
        <p className={styles["unpacked"]}>
          {words.unpacked(codecOf(state.inside.above[0]?.node), state.inside.node.length, inside.length)}
          <Button small look="ghost" onClick={() => state.leaveUnpacked()}>
            {words.toPacked}
          </Button>
        </p>
      )}
      {error === null ? null : <p className={styles["problem"]}>{words.failed(error)}</p>}
      <HexView
        key={`${file.name} ${state.inside?.id ?? ""} ${perRow}`}
        label={words.hexLabel(shortName(file.name))}
        sizeBytes={inside?.length ?? file.sizeBytes}
        perRow={perRow}
        byteAt={inside === null ? inFile.at : (position) => inside[position]}
        marks={marks}
        cursor={state.cursor}
        reveal={state.reveal}
        onSight={inside === null ? onSight : NOWHERE}
        onCursor={state.moveCursor}
        onHover={state.hoverByte}
        onEnter={onEnter}
        focusRef={focusRef}
      />
      <HexLegend dirty={file.dirty.length > 0} />
    </section>
  );
}

/** What is unpacked is in memory: nothing has to be fetched for it. */
const NOWHERE = (): void => {};

function codecOf(batch: ByteNode | undefined): string {
  const attributes = batch?.children?.find(({ name }) => name === "attributes");
  return String(attributes?.children?.find(({ name }) => name === "compression")?.value ?? "");
}

function Facts({ top }: { readonly top: ByteNode | null }) {
  const words = useBytesWords();
  const crc = top?.children?.find(({ isValid }) => isValid !== undefined);
  const base = top?.children?.find(({ name }) => name === "baseOffset")?.value;
  const last = top?.children?.find(({ name }) => name === "lastOffsetDelta")?.derived;
  return (
    <span className={styles["facts"]}>
      {base === undefined || last === undefined ? null : (
        <Chip>{`${words.lane.batches} ${base}–${last}`}</Chip>
      )}
      {crc === undefined ? null : (
        <span className={crc.isValid === true ? styles["crcOk"] : styles["crcBad"]}>
          {crc.isValid === true ? `✓ ${words.crcOk}` : `× ${words.crcBad}`}
        </span>
      )}
    </span>
  );
}

function GoTo({
  sizeBytes,
  onGo,
}: {
  readonly sizeBytes: number;
  readonly onGo: (position: number) => void;
}) {
  const words = useBytesWords();
  const [text, setText] = useState("");
  const position = /^(0x[0-9a-f]+|\d+)$/i.test(text.trim()) ? Number(text.trim()) : null;
  return (
    <form
      className={styles["goto"]}
      onSubmit={(event) => {
        event.preventDefault();
        if (position !== null) onGo(Math.max(0, Math.min(position, sizeBytes - 1)));
      }}
    >
      <input
        type="text"
        aria-label={words.jump}
        placeholder={words.jumpHint}
        value={text}
        aria-invalid={text !== "" && position === null}
        onChange={(event) => setText(event.currentTarget.value)}
      />
    </form>
  );
}

function DownloadButton({ place, file }: { readonly place: FilePlace; readonly file: FileSnapshot }) {
  const words = useBytesWords();
  const { workspace } = useSession();
  const [done, setDone] = useState<number | null>(null);
  return (
    <IconButton
      label={words.download}
      disabled={done !== null}
      onClick={() => {
        setDone(0);
        void downloadFile(workspace, place, file.sizeBytes, setDone)
          .catch(() => {})
          .finally(() => setDone(null));
      }}
    >
      {done === null ? <Download size={16} strokeWidth={1.5} /> : words.downloading(done, file.sizeBytes)}
    </IconButton>
  );
}

function HexLegend({ dirty }: { readonly dirty: boolean }) {
  const w = useBytesWords().legend;
  const entries: readonly (readonly [string, string])[] = [
    ["begins", w.batch],
    ["key", w.key],
    ["value", w.value],
    ["chosen", w.chosen],
    ["kin", w.kin],
    ...(dirty ? [["dirty", w.dirty] as const] : []),
  ];
  return (
    <ul className={styles["legend"]}>
      {entries.map(([name, text]) => (
        <li key={name}>
          <i className={styles[`swatch-${name}`]} />
          {text}
        </li>
      ))}
    </ul>
  );
}
