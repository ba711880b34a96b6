// All partitions, where the drawing has no room for their rows: found by name, or pressed where something is wrong.
import { useWords } from "../i18n/language.ts";
import { Button } from "../kit/button.tsx";
import { Dialog, DialogEnd } from "../kit/dialog.tsx";
import type { ClusterView } from "./model.ts";
import { PartitionGrid } from "./partition-grid.tsx";
import { PartitionPicker } from "./partition-picker.tsx";

export function PartitionsDialog({
  open,
  view,
  focus,
  onFocus,
  onClose,
}: {
  readonly open: boolean;
  readonly view: ClusterView;
  readonly focus: string | null;
  onFocus(key: string): void;
  onClose(): void;
}) {
  const words = useWords();
  const chosen = view.partitions.find(({ key }) => key === focus) ?? view.partitions[0];
  return (
    <Dialog open={open} wide title={words.cluster.allPartitions} onClose={onClose}>
      {chosen === undefined ? null : (
        <PartitionPicker partitions={view.partitions} chosen={chosen} onChoose={onFocus} />
      )}
      <PartitionGrid partitions={view.partitions} focus={focus} onFocus={onFocus} />
      <DialogEnd>
        <Button onClick={onClose}>{words.app.close}</Button>
      </DialogEnd>
    </Dialog>
  );
}
