// This broker's stock of producer ids: a block from the controller, and the next one fetched when it runs low, so that
// hardly anybody waits.
import { toLong } from "../../../base/long.ts";
import { isConnectionFailure } from "../../../net/channel.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { AllocateProducerIds } from "../../../protocol/schemas/67-allocate-producer-ids.ts";
import type { BrokerContext } from "../../broker-context.ts";

const REQUEST_TIMEOUT_MS = 30_000;
/** The next block is fetched when this share of the present one is left. */
const LOW_SHARE = 0.1;

interface Block {
  next: bigint;
  readonly end: bigint;
  readonly lowAt: bigint;
}

export class ProducerIds {
  private block: Block | null = null;
  private following: Block | null = null;
  private fetching: Promise<void> | null = null;

  constructor(private readonly broker: Pick<BrokerContext, "link" | "brokerId" | "brokerEpoch">) {}

  /** Null when no controller gives ids now: the producer asks again. */
  async next(): Promise<bigint | null> {
    if (!this.hasOne()) {
      this.fetching ??= this.fetch();
      await this.fetching;
      if (!this.hasOne()) return null;
    }
    const block = this.block!;
    const id = block.next;
    block.next = id + 1n;
    if (block.next >= block.lowAt && this.following === null) this.fetching ??= this.fetch();
    return id;
  }

  private hasOne(): boolean {
    if (this.block !== null && this.block.next < this.block.end) return true;
    this.block = this.following;
    this.following = null;
    return this.block !== null;
  }

  private async fetch(): Promise<void> {
    const { link, brokerId } = this.broker;
    try {
      const body = { brokerId, brokerEpoch: toLong(this.broker.brokerEpoch()) };
      const answer = await link.requestUntil(
        AllocateProducerIds,
        0,
        body,
        REQUEST_TIMEOUT_MS,
        (one) => one.body.errorCode,
      );
      const { errorCode, producerIdStart, producerIdLen } = answer.body;
      if (errorCode !== ErrorCode.NONE) return;
      const end = producerIdStart + BigInt(producerIdLen);
      const lowAt = end - BigInt(Math.floor(producerIdLen * LOW_SHARE));
      this.following = { next: producerIdStart, end, lowAt };
    } catch (error) {
      if (!isConnectionFailure(error)) throw error;
    } finally {
      this.fetching = null;
    }
  }
}
