// ListConfigResources (key 74), versions 0-1 (KIP-714, KIP-1142): what there are configs of. Version 0 asks for
// subscriptions of client metrics alone.
import { ConfigResourceType } from "../../../config/resource-type.ts";
import type { MetadataImage } from "../../../controller/image.ts";
import { configResourceOf } from "../../../controller/image-draft.ts";
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import { ListConfigResources } from "../../../protocol/schemas/74-list-config-resources.ts";
import type { BrokerContext } from "../../broker-context.ts";

const { TOPIC, BROKER, BROKER_LOGGER, CLIENT_METRICS, GROUP } = ConfigResourceType;
/** In the order of the answer. */
const SUPPORTED: readonly number[] = [GROUP, CLIENT_METRICS, BROKER_LOGGER, BROKER, TOPIC];

export function listConfigResourcesHandler({ image }: Pick<BrokerContext, "image">): ApiHandler {
  return apiHandler<typeof ListConfigResources>({
    api: ListConfigResources,
    handle({ resourceTypes }, { apiVersion }) {
      const supported = apiVersion === 0 ? [CLIENT_METRICS] : SUPPORTED;
      const asked = apiVersion === 0 || resourceTypes.length === 0 ? supported : resourceTypes;
      if (asked.some((type) => !supported.includes(type))) {
        return { errorCode: ErrorCode.UNSUPPORTED_VERSION };
      }
      const configResources = supported
        .filter((type) => asked.includes(type))
        .flatMap((resourceType) =>
          namesOf(image(), resourceType).map((resourceName) => ({
            resourceName,
            ...(apiVersion === 0 ? {} : { resourceType }),
          })),
        );
      return { errorCode: ErrorCode.NONE, configResources };
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}

/** Topics and brokers have configs even when none is set. */
function namesOf(image: MetadataImage, type: number): string[] {
  if (type === TOPIC) return [...image.topicsByName.keys()];
  if (type === BROKER || type === BROKER_LOGGER) return [...image.brokers.keys()].map(String);
  return [...image.configsByResource.keys()]
    .map(configResourceOf)
    .filter((resource) => resource.type === type)
    .map(({ name }) => name);
}
