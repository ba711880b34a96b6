// The fetchers of a broker, one for each broker that it follows: each partition is with the fetcher of its leader, or with
// none.

import { type FetcherHost, ReplicaFetcher } from "./fetcher.ts";
import type { Partition } from "./partition.ts";

export class ReplicaFetchers {
  private readonly byLeader = new Map<number, ReplicaFetcher>();
  private stopped = false;

  constructor(private readonly host: FetcherHost) {}

  /** The partition has another leader, or another epoch, now. */
  assign(partition: Partition): void {
    const leader = partition.role === "follower" ? partition.leader : -1;
    for (const [id, fetcher] of this.byLeader) if (id !== leader) fetcher.remove(partition);
    if (leader < 0 || this.stopped) return;
    let fetcher = this.byLeader.get(leader);
    if (fetcher === undefined) {
      fetcher = new ReplicaFetcher(leader, this.host);
      this.byLeader.set(leader, fetcher);
    }
    fetcher.add(partition);
  }

  remove(partition: Partition): void {
    for (const fetcher of this.byLeader.values()) fetcher.remove(partition);
  }

  /** Those that run; a partition that is assigned later gets a new one. */
  stopAll(): void {
    for (const fetcher of this.byLeader.values()) fetcher.stop();
    this.byLeader.clear();
  }

  /** For good. */
  close(): void {
    this.stopped = true;
    this.stopAll();
  }
}
