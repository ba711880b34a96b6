// UpdateFeatures (key 57), versions 0-2 (KIP-584).
import type { ApiHandler } from "../../../net/server.ts";
import { UpdateFeatures } from "../../../protocol/schemas/57-update-features.ts";
import { updateFeatures } from "../../features/update-features.ts";
import { type ControllerContext, decidingHandler } from "../controller-context.ts";

export function updateFeaturesHandler(context: ControllerContext): ApiHandler {
  return decidingHandler(
    context,
    UpdateFeatures,
    (state, request, { apiVersion }) => updateFeatures(state, request, apiVersion),
    (_request, errorCode, errorMessage) => ({ errorCode, errorMessage, results: [] }),
  );
}
