// Turns committed batches into images, for brokers and controllers alike. A metadata transaction (KIP-868) shows only
// when it has ended; one that is aborted never does.
import type { CommittedBatch } from "../raft/metadata-log.ts";
import type { MetadataRecord } from "../raft/metadata-record.ts";
import type { MetadataDelta, MetadataImage } from "./image.ts";
import { EMPTY_IMAGE, ImageDraft } from "./image-draft.ts";

export interface LoadedImage {
  readonly image: MetadataImage;
  readonly delta: MetadataDelta;
}

export class ImageLoader {
  private taken: MetadataImage;
  private draft: ImageDraft;
  /** Records of the open transaction. */
  private pending: MetadataRecord[] | null = null;
  private offset: number;
  private epoch: number;

  constructor(base: MetadataImage = EMPTY_IMAGE) {
    this.taken = base;
    this.draft = new ImageDraft(base);
    this.offset = base.offset;
    this.epoch = base.epoch;
  }

  /** As of the last take(). */
  get image(): MetadataImage {
    return this.taken;
  }

  /** Adds a batch to what take() will give. */
  load(batch: Pick<CommittedBatch, "records" | "lastOffset" | "epoch">): void {
    for (const record of batch.records) {
      if (record.type === "BeginTransactionRecord") this.pending = [];
      else if (record.type === "AbortTransactionRecord") this.pending = null;
      else if (record.type === "EndTransactionRecord") {
        for (const held of this.pending ?? []) this.draft.replay(held);
        this.pending = null;
      } else if (this.pending !== null) this.pending.push(record);
      else this.draft.replay(record);
    }
    this.offset = batch.lastOffset;
    this.epoch = batch.epoch;
  }

  /** The image after all batches loaded, and what changed since the last call; null inside a transaction. */
  take(): LoadedImage | null {
    if (this.pending !== null) return null;
    const loaded = this.draft.build(this.offset, this.epoch);
    this.taken = loaded.image;
    this.draft = new ImageDraft(loaded.image);
    return loaded;
  }
}
