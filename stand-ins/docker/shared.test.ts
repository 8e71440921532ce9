import { expect, it, jest } from "@jest/globals";
import { ProviderError } from "../kit/provider.ts";
import { attempt, labelMap, labelSet, retryWhile } from "./shared.ts";

/** As dockerode answers a request that the Engine refuses. */
const refusal = (statusCode: number, message: string) =>
  Object.assign(new Error(`(HTTP code ${String(statusCode)}) - ${message}`), {
    statusCode,
    json: { message },
  });

const { signal } = new AbortController();

it("says what was attempted, and what the Engine said", async () => {
  const request = () => Promise.reject(refusal(409, "Conflict."));
  await expect(attempt("Unable to create volume", request)).rejects.toThrow(
    new ProviderError("Unable to create volume: Conflict."),
  );
});

it("says what a failure without an answer of the Engine was", async () => {
  const request = () => Promise.reject(new Error("connect ECONNREFUSED"));
  await expect(attempt("Unable to create volume", request)).rejects.toThrow(
    new ProviderError("Unable to create volume: connect ECONNREFUSED"),
  );
});

it("takes what is gone for removed", async () => {
  const gone = () => Promise.reject(refusal(404, "No such volume"));
  await expect(retryWhile("in use", signal, gone)).resolves.toBeUndefined();
});

it("gives up at once when the failure is another one", async () => {
  const remove = jest.fn(() => Promise.reject(refusal(403, "forbidden")));
  await expect(retryWhile("in use", signal, remove)).rejects.toThrow(
    new ProviderError("forbidden"),
  );
  expect(remove).toHaveBeenCalledTimes(1);
});

it("tries again each second for half a minute, then says what the Engine said", async () => {
  const remove = jest.fn(() => Promise.reject(refusal(409, "volume is in use - [abc]")));
  const pause = jest.fn(() => Promise.resolve());
  await expect(retryWhile("volume is in use", signal, remove, pause)).rejects.toThrow(
    new ProviderError("volume is in use - [abc]"),
  );
  expect(remove).toHaveBeenCalledTimes(31);
  expect(pause).toHaveBeenCalledTimes(30);
});

it("ends as soon as what holds it lets go", async () => {
  const remove = jest
    .fn<() => Promise<void>>()
    .mockRejectedValueOnce(refusal(409, "volume is in use"))
    .mockResolvedValue();
  await retryWhile("volume is in use", signal, remove, () => Promise.resolve());
  expect(remove).toHaveBeenCalledTimes(2);
});

it("stops waiting when the run is cancelled", async () => {
  const cancellation = new AbortController();
  const remove = () => Promise.reject(refusal(409, "volume is in use"));
  const outcome = retryWhile("volume is in use", cancellation.signal, remove);
  cancellation.abort(new ProviderError("cancelled"));
  await expect(outcome).rejects.toThrow(new ProviderError("cancelled"));
});

it("turns labels into the Engine's map and back", () => {
  const labels = [
    { label: "a", value: "1" },
    { label: "b", value: "" },
  ];
  expect(labelMap(labels)).toEqual({ a: "1", b: "" });
  expect(labelSet({ a: "1", b: "" })).toEqual(labels);
});

it("has no labels where there are none", () => {
  expect(labelMap(undefined)).toEqual({});
  expect(labelSet(null)).toEqual([]);
});
