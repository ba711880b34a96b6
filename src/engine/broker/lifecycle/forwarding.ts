// Requests that only the active controller can carry out, sent to any broker: the broker passes them on in an Envelope,
// with the name of the one who asks, and hands the answer back as it came (KIP-590).
import { ByteWriter } from "../../base/bytes.ts";
import { isConnectionFailure } from "../../net/channel.ts";
import { type ApiHandler, apiHandler, type HandlerResult, type RequestContext } from "../../net/server.ts";
import { writeMessage } from "../../protocol/codec.ts";
import { ErrorCode, errorInfo } from "../../protocol/errors.ts";
import { decodeResponse, encodeRequest, FRAME_SIZE_BYTES } from "../../protocol/frames.ts";
import type { ApiSchema, RequestInput, RequestOf, ResponseInput } from "../../protocol/schema.ts";
import { Envelope } from "../../protocol/schemas/58-envelope.ts";
import { DefaultPrincipalData } from "../../protocol/schemas/principal/default-principal-data.ts";
import type { ControllerLink } from "./controller-link.ts";

/** How long a broker tries to reach a controller for its client. */
const FORWARDING_TIMEOUT_MS = 60_000;

export type ErrorAnswer<A extends ApiSchema> = (
  request: RequestOf<A>,
  errorCode: number,
  message: string,
  apiVersion: number,
) => ResponseInput<A>;

/** The handler of an API that the controller answers. `errorAnswer` is for the case that none can be reached. */
export function forwardingHandler<A extends ApiSchema>(
  api: A,
  link: Pick<ControllerLink, "requestUntil">,
  errorAnswer: ErrorAnswer<A>,
): ApiHandler {
  return apiHandler<A>({
    api,
    handle: (request, context) => forward(api, link, request, context, errorAnswer),
    onError: errorAnswer,
  });
}

export async function forward<A extends ApiSchema>(
  api: A,
  link: Pick<ControllerLink, "requestUntil">,
  request: RequestOf<A>,
  context: RequestContext,
  errorAnswer: ErrorAnswer<A>,
): Promise<HandlerResult<A>> {
  const { apiVersion, correlationId, clientId } = context;
  const fail = (code: number): ResponseInput<A> =>
    errorAnswer(request, code, errorInfo(code).message, apiVersion);
  const frame = encodeRequest(api, apiVersion, correlationId, clientId, request as RequestInput<A>);
  const envelope = {
    requestData: frame.subarray(FRAME_SIZE_BYTES),
    requestPrincipal: principalBytes(context.principal),
    clientHostAddress: new Uint8Array([127, 0, 0, 1]),
  };
  try {
    const answer = await link.requestUntil(
      Envelope,
      0,
      envelope,
      FORWARDING_TIMEOUT_MS,
      ({ body }) => body.errorCode,
      context.event,
    );
    const { errorCode, responseData } = answer.body;
    if (errorCode !== ErrorCode.NONE || responseData === null)
      return fail(errorCode === ErrorCode.NONE ? ErrorCode.UNKNOWN_SERVER_ERROR : errorCode);
    return decodeResponse(api, apiVersion, responseData) as ResponseInput<A>;
  } catch (error) {
    if (isConnectionFailure(error)) return fail(ErrorCode.REQUEST_TIMED_OUT);
    throw error;
  }
}

/** `User:alice` as DefaultPrincipalData: two bytes of version, then the message. */
export function principalBytes(principal: string): Uint8Array {
  const colon = principal.indexOf(":");
  const writer = new ByteWriter();
  writer.int16(0);
  const type = principal.slice(0, colon);
  const name = principal.slice(colon + 1);
  writeMessage(DefaultPrincipalData, 0, { type, name, tokenAuthenticated: false }, writer);
  return writer.finish();
}
