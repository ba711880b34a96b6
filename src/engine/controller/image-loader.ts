// Turns committed batches into images, for brokers and controllers alike. A metadata transaction (KIP-868) shows only
// when it has ended; one that is aborted never does.
import type { CommittedBatch } from "../raft/metadata-log.ts";
import type { MetadataRecord } from "../raft/metadata-record.ts";
import type { MetadataDelta, MetadataImage } from "./image.ts";
import { EMPTY_IMAGE, ImageDraft } from "./image-draft.ts";
import { differenceOf } from "./snapshot/image-difference.ts";
import { imageOfRecords } from "./snapshot/image-records.ts";

export interface LoadedImage {
  readonly image: MetadataImage;
  readonly delta: MetadataDelta;
}

export class ImageLoader {
  private taken: MetadataImage;
  private draft: ImageDraft;
  /** Records of the open transaction. */
  private pending: MetadataRecord[] | null = null;
  /** Loaded since the last take(). */
  private snapshot: MetadataImage | null = null;
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

  /** A snapshot takes the place of all there was; the next take() tells what is different with it. */
  loadSnapshot(records: Iterable<MetadataRecord>, offset: number, epoch: number): void {
    this.pending = null;
    this.snapshot = imageOfRecords(records, offset, epoch);
    this.draft = new ImageDraft(this.snapshot);
    this.offset = offset;
    this.epoch = epoch;
  }

  /** The image after all batches loaded, and what changed since the last call; null inside a transaction. */
  take(): LoadedImage | null {
    if (this.pending !== null) return null;
    const { image, delta } = this.draft.build(this.offset, this.epoch);
    const loaded =
      this.snapshot === null ? { image, delta } : { image, delta: differenceOf(this.taken, image) };
    this.taken = image;
    this.snapshot = null;
    this.draft = new ImageDraft(image);
    return loaded;
  }
}
