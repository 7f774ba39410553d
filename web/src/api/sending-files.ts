/**
 * Files on their way to the region, by the resumable upload protocol (tus). Lives outside React, so that a person can
 * walk to another page and come back while a large file is still going. What has arrived is the region's to say
 * (GET uploads); this only knows what this tab is sending.
 */
import { useSyncExternalStore } from "react";
import { Upload as Tus, type DetailedError } from "tus-js-client";
import { problemFromText, Unreachable } from "./problem.ts";
import { uploadAddress } from "./region.ts";
import type { Site } from "./shapes.ts";
import { forgetToken, regionToken } from "./token.ts";

const CHUNK_BYTES = 8 * 1024 * 1024;

export type Purpose = "payment-run" | "sanctions-list";
export type SendingFile = {
  key: string;
  siteId: string;
  /** Set for a file of a ticket. */
  ticketId?: string;
  /** A file of payments to be checked, or of a sanctions list: none of the ledger's. */
  purpose?: Purpose;
  fileName: string;
  sizeBytes: number;
  sentBytes: number;
  state: "sending" | "waiting" | "done" | "failed";
  error?: Error;
};

let files: readonly SendingFile[] = [];
const transfers = new Map<string, Tus>();
const listeners = new Set<() => void>();
let nextKey = 1;

function set(key: string, change: Partial<SendingFile>): void {
  files = files.map((file) => (file.key === key ? { ...file, ...change } : file));
  for (const tell of listeners) tell();
}

/** Those for the ledger, those for a ticket, those of payments, or those of lists. */
export function useSendingFiles(siteId: string, ticketId?: string, purpose?: Purpose): readonly SendingFile[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => files,
  );
  return all.filter((file) => file.siteId === siteId && file.ticketId === ticketId && file.purpose === purpose);
}

/** For a file of a ticket: which one, and what lets it in. */
export type ForTicket = { readonly id: string; readonly headers: () => Promise<Readonly<Record<string, string>>> };

/** Starts sending at once. `onArrived` is called with the upload's id when the region has the whole file. */
export function sendFile(site: Site, file: File, onArrived: (uploadId: string) => void, ticket?: ForTicket, purpose?: Purpose): void {
  const key = String(nextKey++);
  files = [...files, { key, siteId: site.id, ...(ticket && { ticketId: ticket.id }), ...(purpose && { purpose }), fileName: file.name, sizeBytes: file.size, sentBytes: 0, state: "sending" }];
  const transfer = new Tus(file, {
    endpoint: uploadAddress(site),
    chunkSize: CHUNK_BYTES,
    retryDelays: [500, 1000, 3000, 5000, 10_000, 20_000],
    metadata: { filename: file.name, ...(purpose && { purpose }) },
    // The library would note the upload's address in localStorage; nothing of a customer's is kept there.
    storeFingerprintForResuming: false,
    onBeforeRequest: async (request) => {
      request.setHeader("authorization", `Bearer ${await regionToken(site.id)}`);
      for (const [name, value] of Object.entries((request.getMethod() === "POST" && (await ticket?.headers())) || {})) request.setHeader(name, value);
    },
    onShouldRetry: (error) => retriable(site, key, error),
    onProgress: (sentBytes) => set(key, { sentBytes, state: "sending" }),
    onError: (error) => set(key, { state: "failed", error: inWords(site, error) }),
    onSuccess: () => {
      set(key, { state: "done", sentBytes: file.size });
      transfers.delete(key);
      onArrived(transfer.url?.split("/").at(-1) ?? "");
    },
  });
  transfers.set(key, transfer);
  transfer.start();
  for (const tell of listeners) tell();
}

/** Goes on where the region says it stopped. */
export function resumeFile(key: string): void {
  const transfer = transfers.get(key);
  if (!transfer) return;
  set(key, { state: "sending" });
  transfer.start();
}

/** Stops sending and takes the file off the list; what already arrived is deleted at the region. */
export async function dropFile(key: string): Promise<void> {
  const transfer = transfers.get(key);
  transfers.delete(key);
  files = files.filter((file) => file.key !== key);
  for (const tell of listeners) tell();
  // A region that cannot be reached sweeps unfinished uploads by itself.
  await transfer?.abort(true).catch(() => undefined);
}

function retriable(site: Site, key: string, error: DetailedError): boolean {
  const status = error.originalResponse?.getStatus() ?? 0;
  if (status === 401) forgetToken(site.id);
  const again = status === 0 || status === 401 || status === 409 || status === 423 || status === 429 || status >= 500;
  if (again) set(key, { state: "waiting" });
  return again;
}

function inWords(site: Site, error: Error | DetailedError): Error {
  const response = "originalResponse" in error ? error.originalResponse : null;
  return response ? problemFromText(response.getStatus(), response.getBody()) : new Unreachable(site.origin);
}
