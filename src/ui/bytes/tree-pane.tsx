// What the bytes mean: the tree with the explanation of what is chosen, or the text of kafka-dump-log.sh.
import { useState } from "react";
import type { ByteMeaning } from "../../engine/inspect/byte-tree.ts";
import { useBytesWords } from "../i18n/bytes-words.ts";
import { bytes as bytesText } from "../i18n/numbers.ts";
import { Segments } from "../kit/choice.tsx";
import { PaneHead, Space } from "../kit/pane.tsx";
import { useSession } from "../session/use-session.tsx";
import styles from "./bytes.module.css";
import { DumpView } from "./dump-view.tsx";
import type { FocusProps, PanesProps } from "./file-panes.tsx";
import type { InspectorState } from "./inspector-state.ts";
import { TreeView } from "./tree-view.tsx";
import { fileVersion } from "./use-files.ts";

type TreePaneProps = Pick<PanesProps, "place" | "file" | "state"> & FocusProps;

export function TreePane({ place, file, state, onEnter, focusRef }: TreePaneProps) {
  const words = useBytesWords();
  const { workspace } = useSession();
  const [as, setAs] = useState<"tree" | "dump">("tree");
  const meaning = meaningOf(state);
  return (
    <section className={styles["treePane"]} aria-label={words.tree}>
      <PaneHead>
        <h2>{titleOf(state)}</h2>
        <Space />
        <Segments
          label={words.reading}
          choices={[
            { value: "tree", label: words.tree },
            { value: "dump", label: words.dump },
          ]}
          value={as}
          onChoose={setAs}
        />
      </PaneHead>
      {as === "dump" ? (
        <DumpView key={file.name} workspace={workspace} place={place} version={fileVersion(file)} />
      ) : (
        <>
          <TreeView
            key={file.name}
            rows={state.rows}
            sizeBytes={file.sizeBytes}
            chosen={state.chosen?.id ?? null}
            hovered={state.hovered?.id ?? null}
            reveal={state.reveal}
            onChoose={state.chooseRow}
            onHover={state.hoverRow}
            onToggle={state.toggle}
            onEnter={onEnter}
            focusRef={focusRef}
          />
          <p className={styles["explain"]}>
            {meaning === null ? (
              words.fileNote
            ) : (
              <>
                <b>{meaning.name}</b> <small>{bytesText(meaning.length)}</small> {words.meanings[meaning.key]}
                {meaning.problem === null ? null : (
                  <span className={styles["problem"]}> {meaning.problem}</span>
                )}
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}

function titleOf({ chosen }: InspectorState): string {
  const top = chosen?.above[0]?.node ?? chosen?.node;
  if (top === undefined) return "";
  const magic = top.children?.find(({ name }) => name === "magic")?.value;
  return top.meaning === "batch" ? `RecordBatch v${magic}` : top.name;
}

interface Explained {
  readonly name: string;
  readonly length: number;
  readonly key: ByteMeaning;
  readonly problem: string | null;
}

/** Of the chosen field, or of what it is part of. */
function meaningOf({ chosen }: InspectorState): Explained | null {
  if (chosen === null) return null;
  const { node, above } = chosen;
  const key = node.meaning ?? above.findLast(({ node: upper }) => upper.meaning !== undefined)?.node.meaning;
  if (key === undefined) return null;
  return { name: node.name, length: node.length, key, problem: node.problem ?? null };
}
