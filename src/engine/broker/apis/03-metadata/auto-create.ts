// Topics that clients ask for and that do not exist: made by the controller, with the broker's defaults, while the client
// is told that there is no such topic yet and asks again.
import { isConnectionFailure } from "../../../net/channel.ts";
import type { RequestContext } from "../../../net/server.ts";
import { CreateTopics } from "../../../protocol/schemas/19-create-topics.ts";
import type { BrokerContext } from "../../broker-context.ts";

const VERSION = 7;

export class AutoTopicCreation {
  private readonly underway = new Set<string>();

  constructor(private readonly broker: BrokerContext) {}

  /** Asks for `names`, each once at a time. Does not wait. */
  create(names: readonly string[], context: Pick<RequestContext, "event">): void {
    const fresh = names.filter((name) => !this.underway.has(name));
    if (fresh.length === 0) return;
    for (const name of fresh) this.underway.add(name);
    void this.ask(fresh, context).finally(() => {
      for (const name of fresh) this.underway.delete(name);
    });
  }

  private async ask(names: readonly string[], context: Pick<RequestContext, "event">): Promise<void> {
    const { config, link } = this.broker;
    const timeoutMs = config.number("request.timeout.ms");
    const numPartitions = config.number("num.partitions");
    const replicationFactor = config.number("default.replication.factor");
    const topics = names.map((name) => ({ name, numPartitions, replicationFactor }));
    try {
      await link.request(CreateTopics, VERSION, { topics, timeoutMs }, timeoutMs, context.event);
    } catch (error) {
      // The client asks again, and then so does this broker.
      if (!isConnectionFailure(error)) throw error;
    }
  }
}
