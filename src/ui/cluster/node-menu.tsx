// The menu over a part of the drawing: what can be done to a node, or which folded partition to open.
import { ChevronRight } from "lucide-react";
import { DropdownMenu } from "radix-ui";
import { useWords } from "../i18n/language.ts";
import { ActionGlyph } from "../kit/action-icons.tsx";
import { useSession } from "../session/use-session.tsx";
import { type Action, type ActionGroup, nodeActions, nodeName } from "./actions.ts";
import styles from "./cluster-pane.module.css";
import type { MenuAt } from "./map.tsx";
import type { ClusterView } from "./model.ts";

function Items({ actions }: { readonly actions: readonly Action[] }) {
  const session = useSession();
  return actions.map((action) => (
    <DropdownMenu.Item
      key={action.id}
      className={styles["menuItem"]}
      onSelect={() => {
        void session.command(action.command);
      }}
    >
      <ActionGlyph icon={action.icon} />
      {action.label}
    </DropdownMenu.Item>
  ));
}

/** One of many groups, behind its name. */
function Folded({ group }: { readonly group: ActionGroup }) {
  return (
    <DropdownMenu.Sub>
      <DropdownMenu.SubTrigger className={styles["menuItem"]}>
        <ActionGlyph icon="link" />
        {group.title}
        <ChevronRight className={styles["menuMore"]} size={14} strokeWidth={1.5} aria-hidden="true" />
      </DropdownMenu.SubTrigger>
      <DropdownMenu.Portal>
        <DropdownMenu.SubContent className={styles["menu"]} sideOffset={4}>
          <Items actions={group.actions} />
        </DropdownMenu.SubContent>
      </DropdownMenu.Portal>
    </DropdownMenu.Sub>
  );
}

export function NodeItems({ view, node }: { readonly view: ClusterView; readonly node: number }) {
  const words = useWords();
  const groups = nodeActions(view, words, node);
  const folded = groups.filter((group) => group.folded);
  return (
    <>
      <DropdownMenu.Label className={styles["menuTitle"]}>{nodeName(view, words, node)}</DropdownMenu.Label>
      {groups
        .filter((group) => !group.folded)
        .map((group, index) => (
          <DropdownMenu.Group key={group.title ?? "node"}>
            {index === 0 ? null : <DropdownMenu.Separator className={styles["menuLine"]} />}
            {group.title === null ? null : (
              <DropdownMenu.Label className={styles["menuTitle"]}>{group.title}</DropdownMenu.Label>
            )}
            <Items actions={group.actions} />
          </DropdownMenu.Group>
        ))}
      {folded.length === 0 ? null : (
        <DropdownMenu.Group>
          <DropdownMenu.Separator className={styles["menuLine"]} />
          <DropdownMenu.Label className={styles["menuTitle"]}>{words.faults.links}</DropdownMenu.Label>
          {folded.map((group) => (
            <Folded key={group.title} group={group} />
          ))}
        </DropdownMenu.Group>
      )}
    </>
  );
}

export function NodeMenu({
  menu,
  view,
  onFocus,
  onClose,
}: {
  readonly menu: MenuAt;
  readonly view: ClusterView;
  onFocus(key: string): void;
  onClose(): void;
}) {
  const words = useWords();
  const { selection } = menu;
  if (selection.kind === "client") return null;
  return (
    <DropdownMenu.Root
      open
      modal={false}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
    >
      <DropdownMenu.Trigger asChild>
        <span
          className={styles["anchor"]}
          style={{ left: menu.x, top: menu.y, width: menu.width, height: menu.height }}
          aria-hidden="true"
        />
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          className={styles["menu"]}
          ref={(content) => {
            // Opened by a key on the drawing, which Radix did not see: the first item is where the person goes on.
            if (content !== null && !content.contains(document.activeElement)) {
              requestAnimationFrame(() => content.querySelector<HTMLElement>("[role=menuitem]")?.focus());
            }
          }}
          align="start"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={(event) => {
            // Back to the part of the drawing that opened it, which is not a button that Radix knows.
            event.preventDefault();
            const value = selection.kind === "partition" ? selection.key : String(selection.id);
            document
              .querySelector<SVGElement>(`[data-kind="${selection.kind}"][data-value="${value}"]`)
              ?.focus();
          }}
        >
          {selection.kind === "partition" ? (
            <>
              <DropdownMenu.Label className={styles["menuTitle"]}>{words.cluster.focus}</DropdownMenu.Label>
              {view.partitions.map(({ key }) => (
                <DropdownMenu.Item key={key} className={styles["menuItem"]} onSelect={() => onFocus(key)}>
                  {key}
                </DropdownMenu.Item>
              ))}
            </>
          ) : (
            <NodeItems view={view} node={selection.id} />
          )}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
