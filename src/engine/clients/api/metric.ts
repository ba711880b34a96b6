// Metrics of a client by name, as Java's clients hand them out.

/** Names a metric. */
export class MetricName {
  constructor(
    private readonly metricName: string,
    private readonly metricGroup: string,
  ) {}
  name(): string {
    return this.metricName;
  }
  group(): string {
    return this.metricGroup;
  }
  toString(): string {
    return `MetricName [name=${this.metricName}, group=${this.metricGroup}]`;
  }
}

/** A metric's value at the moment of asking. */
export interface Metric {
  metricName(): MetricName;
  metricValue(): number;
}

/** @internal */
export function metricsOf(
  group: string,
  values: Readonly<Record<string, number>>,
): ReadonlyMap<MetricName, Metric> {
  return new Map(
    Object.entries(values).map(([name, value]) => {
      const metricName = new MetricName(name, group);
      return [metricName, { metricName: () => metricName, metricValue: () => value }];
    }),
  );
}
