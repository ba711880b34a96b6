// Envelope (key 58), version 0: a request of a client that a broker passes on, with the client's name (KIP-590).
import { ByteReader } from "../../../base/bytes.ts";
import { type ApiHandler, type ApiRegistry, apiHandler, CLOSE_CONNECTION } from "../../../net/server.ts";
import { DecodeError, readMessage } from "../../../protocol/codec.ts";
import { ErrorCode } from "../../../protocol/errors.ts";
import {
  decodeRequestBody,
  decodeRequestHeader,
  encodeResponse,
  FRAME_SIZE_BYTES,
  supportsVersion,
} from "../../../protocol/frames.ts";
import { Envelope } from "../../../protocol/schemas/58-envelope.ts";
import { DefaultPrincipalData } from "../../../protocol/schemas/principal/default-principal-data.ts";
import type { ControllerContext } from "../controller-context.ts";
import { RAFT_APIS } from "../quorum/handlers.ts";

export function envelopeHandler(
  { controller }: Pick<ControllerContext, "controller">,
  registry: () => ApiRegistry,
): ApiHandler {
  return apiHandler<typeof Envelope>({
    api: Envelope,
    async handle({ requestData, requestPrincipal }, context) {
      const epoch = controller.activeEpoch;
      if (!controller.isActive) return { errorCode: ErrorCode.NOT_CONTROLLER };
      const principal = principalOf(requestPrincipal);
      if (principal === null) return { errorCode: ErrorCode.PRINCIPAL_DESERIALIZATION_FAILURE };
      const header = headerOf(requestData, registry());
      if (header === null) return { errorCode: ErrorCode.INVALID_REQUEST };
      const { apiKey, apiVersion, correlationId, clientId, body } = header;
      const handler = registry().get(apiKey)!;
      if (handler.api.forwardable !== true) return { errorCode: ErrorCode.INVALID_REQUEST };
      if (!supportsVersion(handler.api, apiVersion)) return { errorCode: ErrorCode.UNSUPPORTED_VERSION };
      const request = decodeRequestBody(handler.api, apiVersion, body);
      const inner = { ...context, apiVersion, correlationId, clientId, principal };
      const answer = await handler.handle(request, inner);
      // An answer out of a leadership that is over: the broker has to look for the new leader. What raft says holds all
      // the same: a leader that was removed from the voters resigns as soon as it has answered.
      const isRafts = RAFT_APIS.includes(handler.api);
      if (controller.activeEpoch !== epoch && !isRafts) return { errorCode: ErrorCode.NOT_CONTROLLER };
      if (answer === null || answer === CLOSE_CONNECTION) {
        return { errorCode: ErrorCode.UNKNOWN_SERVER_ERROR };
      }
      const frame = encodeResponse(handler.api, apiVersion, correlationId, answer);
      return { responseData: frame.subarray(FRAME_SIZE_BYTES), errorCode: ErrorCode.NONE };
    },
    onError: (_request, errorCode) => ({ errorCode }),
  });
}

function headerOf(
  requestData: Uint8Array,
  registry: ApiRegistry,
): NonNullable<ReturnType<typeof decodeRequestHeader>> | null {
  try {
    return decodeRequestHeader(requestData, (key) => registry.get(key)?.api);
  } catch (error) {
    if (error instanceof DecodeError) return null;
    throw error;
  }
}

/** `User:alice`; null for bytes that are no principal. */
function principalOf(bytes: Uint8Array | null): string | null {
  if (bytes === null) return null;
  try {
    const reader = new ByteReader(bytes);
    const { type, name } = readMessage(DefaultPrincipalData, reader.int16(), reader);
    return `${type}:${name}`;
  } catch {
    return null;
  }
}
