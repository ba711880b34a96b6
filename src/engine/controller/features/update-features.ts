// UpdateFeatures (KIP-584, KIP-1022): raises and lowers finalized levels, all of a request or none. Every node must
// support the new level; metadata.version never goes down, since that could lose metadata.
import { SUPPORTED_FEATURES } from "../../net/api-versions.ts";
import { ErrorCode } from "../../protocol/errors.ts";
import type { RequestOf, ResponseInput } from "../../protocol/schema.ts";
import type { UpdateFeatures } from "../../protocol/schemas/57-update-features.ts";
import { type MetadataRecord, metadataRecord } from "../../raft/metadata-record.ts";
import {
  CLUSTER_DEFAULT,
  configuredMinIsr,
  MIN_INSYNC_REPLICAS,
  ResourceType,
} from "../configs/effective-config.ts";
import { ControllerError, type ControllerState, type Decision } from "../decision.ts";
import type { VersionRangeImage } from "../image.ts";
import { configResourceOf } from "../image-draft.ts";
import { javaMapOrder, javaStringHash } from "../topics/java-order.ts";
import { minIsrRecord } from "./bootstrap.ts";
import { ELR_VERSION, KRAFT_VERSION, METADATA_VERSION, MetadataVersion } from "./metadata-version.ts";

type UpdateRequest = RequestOf<typeof UpdateFeatures>;
type FeatureUpdate = UpdateRequest["featureUpdates"][number];

const UpgradeType = { UPGRADE: 1, SAFE_DOWNGRADE: 2, UNSAFE_DOWNGRADE: 3 } as const;

/** Levels that need a metadata.version. */
const DEPENDENCIES: Readonly<Record<string, number>> = { [ELR_VERSION]: MetadataVersion.IBP_4_0_IV1 };

export function updateFeatures(
  state: ControllerState,
  request: UpdateRequest,
  apiVersion: number,
): Decision<ResponseInput<typeof UpdateFeatures>> {
  // A later update of the request may count on an earlier one.
  const proposed = new Map(state.image.features);
  // The last of a feature counts.
  const updates = new Map(request.featureUpdates.map((update) => [update.feature, update]));
  for (const { feature, maxVersionLevel } of updates.values()) proposed.set(feature, maxVersionLevel);
  const levels: MetadataRecord[] = [];
  const configs: MetadataRecord[] = [];
  let kraftVersion: number | undefined;
  try {
    for (const name of javaMapOrder([...updates.keys()], javaStringHash)) {
      const update = updates.get(name)!;
      const { maxVersionLevel: featureLevel } = update;
      check(state, update, proposed);
      // kraft.version is written by raft; for metadata the request only shows that it was heard.
      if (name === KRAFT_VERSION) {
        kraftVersion = featureLevel;
        levels.push(metadataRecord("NoOpRecord", 0, {}));
      } else levels.push(metadataRecord("FeatureLevelRecord", 0, { name, featureLevel }));
      if (name === ELR_VERSION && featureLevel > 0) configs.push(...minIsrRecords(state));
    }
  } catch (failure) {
    if (!(failure instanceof ControllerError)) throw failure;
    const errorMessage = `The update failed for all features since the following feature had an error: ${failure.message}`;
    return { records: [], response: { errorCode: failure.code, errorMessage, results: [] } };
  }
  const results =
    apiVersion <= 1
      ? request.featureUpdates.map(({ feature }) => ({
          feature,
          errorCode: ErrorCode.NONE,
          // Kafka names the code.
          errorMessage: "NONE",
        }))
      : [];
  const response = { errorCode: ErrorCode.NONE, errorMessage: null, results };
  if (request.validateOnly) return { records: [], response };
  const records = [...configs, ...levels];
  return { records, response, ...(kraftVersion === undefined ? {} : { kraftVersion }) };
}

/**
 * Throws ControllerError with the text of the first rule that is broken. Version 0 can only raise: its `allowDowngrade` is
 * not looked at.
 */
function check(
  state: ControllerState,
  { feature, maxVersionLevel: level, upgradeType }: FeatureUpdate,
  proposed: ReadonlyMap<string, number>,
): void {
  const refuse = (why: string): ControllerError =>
    new ControllerError(
      ErrorCode.INVALID_UPDATE_VERSION,
      `Invalid update version ${level} for feature ${feature}. ${why}`,
    );
  if (!(Object.values(UpgradeType) as number[]).includes(upgradeType)) {
    throw refuse("The controller does not support the given upgrade type.");
  }
  const current = feature === KRAFT_VERSION ? state.kraftVersion : (state.image.features.get(feature) ?? 0);
  if (level < 0) throw refuse("A feature version cannot be less than 0.");
  const problem = unsupportedBy(state, feature, level);
  if (problem !== null) throw refuse(problem);
  const isUpgrade = upgradeType === UpgradeType.UPGRADE;
  if (level < current && isUpgrade) {
    throw refuse(
      "Can't downgrade the version of this feature without setting the upgrade type to either safe or unsafe downgrade.",
    );
  }
  if (level > current && !isUpgrade) throw refuse("Can't downgrade to a newer version.");
  if (feature === KRAFT_VERSION) {
    if (!isUpgrade) throw refuse("Can't downgrade the version of this feature.");
    const refusal = state.kraftUpgradeRefusal(level);
    if (refusal !== null) throw new ControllerError(ErrorCode.INVALID_UPDATE_VERSION, refusal);
  }
  if (level < current && feature === METADATA_VERSION) {
    const why =
      upgradeType === UpgradeType.SAFE_DOWNGRADE
        ? "Refusing to perform the requested downgrade because it might delete metadata information."
        : "Unsafe metadata downgrade is not supported in this version.";
    throw new ControllerError(
      ErrorCode.INVALID_UPDATE_VERSION,
      `Unsupported metadata.version downgrade from ${current} to ${level}. ${why}`,
    );
  }
  const needed = level > 0 ? DEPENDENCIES[feature] : undefined;
  if (needed !== undefined && (proposed.get(METADATA_VERSION) ?? 0) < needed) {
    throw refuse(
      `${feature} could not be set to ${level} because it depends on ${METADATA_VERSION} level ${needed}`,
    );
  }
}

/** Which node cannot do it, null when all can. */
function unsupportedBy({ image, settings }: ControllerState, feature: string, level: number): string | null {
  const within = (range: VersionRangeImage | undefined, node: string): string | null => {
    if (range === undefined || range.max === 0) {
      return level === 0 ? null : `${node} does not support this feature.`;
    }
    if (level >= range.min && level <= range.max) return null;
    return `${node} only supports versions ${range.min}-${range.max}`;
  };
  const own = SUPPORTED_FEATURES.find(({ name }) => name === feature);
  const ownRange = own === undefined ? undefined : { min: own.minVersion, max: own.maxVersion };
  const local = within(ownRange, `Local controller ${settings.nodeId}`);
  if (local !== null) return local;
  for (const broker of image.brokers.values()) {
    const problem = within(broker.features.get(feature), `Broker ${broker.id}`);
    if (problem !== null) return problem;
  }
  for (const id of settings.controllerIds) {
    if (id === settings.nodeId) continue;
    const controller = image.controllers.get(id);
    if (controller === undefined)
      return `controller ${id} has not registered, and may not support this feature`;
    const problem = within(controller.features.get(feature), `Controller ${id}`);
    if (problem !== null) return problem;
  }
  return null;
}

/** With eligible leader replicas on, min ISR is the cluster's: set where it is not, and taken from single brokers. */
function minIsrRecords(state: ControllerState): MetadataRecord[] {
  const { image } = state;
  const records: MetadataRecord[] = [];
  const clusterWide = image.configs({ type: ResourceType.BROKER, name: CLUSTER_DEFAULT });
  if (!clusterWide.has(MIN_INSYNC_REPLICAS)) records.push(minIsrRecord(configuredMinIsr(state)));
  for (const [key, values] of image.configsByResource) {
    const { type, name } = configResourceOf(key);
    if (type !== ResourceType.BROKER || name === CLUSTER_DEFAULT || !values.has(MIN_INSYNC_REPLICAS))
      continue;
    records.push(
      metadataRecord("ConfigRecord", 0, {
        resourceType: type,
        resourceName: name,
        name: MIN_INSYNC_REPLICAS,
        value: null,
      }),
    );
  }
  return records;
}
