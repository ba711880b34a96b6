// The log directory of one of this cluster's own brokers takes the place of that broker's disk.
import type { ArchiveHost } from "./archive-host.ts";
import { atRest } from "./at-rest.ts";
import type { Archive } from "./import-archive.ts";
import type { ImportPlan } from "./plan.ts";
import { stagingDirectory } from "./staging.ts";
import { StoreWriter } from "./store-writer.ts";
import { unpack } from "./unpack.ts";

export async function importNode(
  host: ArchiveHost,
  { node, prefix }: ImportPlan & { readonly kind: "node" },
  archive: Archive,
  onProgress: (bytes: number) => void,
): Promise<void> {
  await atRest(host, [node], async () => {
    const { store, files, close } = await host.openStore(node);
    const staging = stagingDirectory("import", 0, host.ports.rng);
    const writer = new StoreWriter(store);
    const staged: string[] = [];
    try {
      await unpack(
        archive.open(),
        (name) => {
          if (!name.startsWith(prefix)) return [];
          const own = name.slice(prefix.length);
          staged.push(own);
          return [{ writer, name: `${staging}/${own}` }];
        },
        onProgress,
      );
      await writer.commit();
      for (const { name } of files) writer.change({ kind: "remove", name });
      for (const name of staged) writer.change({ kind: "rename", from: `${staging}/${name}`, to: name });
      await writer.commit();
    } finally {
      close();
    }
  });
}
