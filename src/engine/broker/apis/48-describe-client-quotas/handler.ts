// DescribeClientQuotas (key 48), versions 0-1 (KIP-546): the limits that are set, of the entities that a filter means.
import { type ApiHandler, apiHandler } from "../../../net/server.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import type { RequestOf } from "../../../protocol/schema.ts";
import { DescribeClientQuotas } from "../../../protocol/schemas/48-describe-client-quotas.ts";
import type { BrokerContext } from "../../broker-context.ts";

type Component = RequestOf<typeof DescribeClientQuotas>["components"][number];
type Entity = ReadonlyMap<string, string | null>;

/** What an entity must have: a name, null for the default, or any at all. */
const ANY_NAME = Symbol("any name");
type Wanted = ReadonlyMap<string, string | null | typeof ANY_NAME>;

const MatchType = { EXACT: 0, DEFAULT: 1, SPECIFIED: 2 } as const;
const TYPES: readonly string[] = ["user", "client-id", "ip"];

class FilterError extends Error {
  constructor(
    readonly code: number,
    message: string,
  ) {
    super(message);
  }
}

const invalid = (message: string): FilterError => new FilterError(ErrorCode.INVALID_REQUEST, message);

export function describeClientQuotasHandler({ image }: Pick<BrokerContext, "image">): ApiHandler {
  return apiHandler<typeof DescribeClientQuotas>({
    api: DescribeClientQuotas,
    handle({ components, strict }) {
      let wanted: Wanted;
      try {
        wanted = wantedOf(components);
      } catch (error) {
        if (!(error instanceof FilterError)) throw error;
        return { errorCode: error.code, errorMessage: error.message, entries: null };
      }
      const found = [...image().clientQuotas.values()].filter(({ entity }) =>
        matches(entity, wanted, strict),
      );
      const entries = found.map(({ entity, values }) => ({
        entity: [...entity].map(([entityType, entityName]) => ({ entityType, entityName })),
        values: [...values].map(([key, value]) => ({ key, value })),
      }));
      // Kafka's message of a success is empty, not null.
      return { errorCode: ErrorCode.NONE, errorMessage: "", entries };
    },
    onError: (_request, errorCode, errorMessage) => ({ errorCode, errorMessage, entries: null }),
  });
}

/** Throws FilterError. */
function wantedOf(components: readonly Component[]): Wanted {
  const wanted = new Map<string, string | null | typeof ANY_NAME>();
  for (const { entityType, matchType, match } of components) {
    if (entityType === "") throw invalid("Invalid empty entity type.");
    if (wanted.has(entityType)) {
      throw invalid(`Entity type ${entityType} cannot appear more than once in the filter.`);
    }
    if (!TYPES.includes(entityType)) {
      throw new FilterError(ErrorCode.UNSUPPORTED_VERSION, `Unsupported entity type ${entityType}`);
    }
    if (matchType === MatchType.EXACT) {
      if (match === null) {
        throw invalid("Request specified MATCH_TYPE_EXACT, but set match string to null.");
      }
      wanted.set(entityType, match);
    } else if (matchType === MatchType.DEFAULT || matchType === MatchType.SPECIFIED) {
      const name = matchType === MatchType.DEFAULT ? "MATCH_TYPE_DEFAULT" : "MATCH_TYPE_SPECIFIED";
      if (match !== null) throw invalid(`Request specified ${name}, but also specified a match string.`);
      wanted.set(entityType, matchType === MatchType.DEFAULT ? null : ANY_NAME);
    } else throw invalid(`Unknown match type ${matchType}`);
  }
  if (wanted.has("ip") && (wanted.has("user") || wanted.has("client-id"))) {
    throw invalid(
      "Invalid entity filter component combination. IP filter component should not be used with user or clientId filter component.",
    );
  }
  return wanted;
}

/** Strict: the entity is made of nothing else. */
function matches(entity: Entity, wanted: Wanted, strict: boolean): boolean {
  if (strict && entity.size !== wanted.size) return false;
  return [...wanted].every(
    ([type, name]) => entity.has(type) && (name === ANY_NAME || entity.get(type) === name),
  );
}
