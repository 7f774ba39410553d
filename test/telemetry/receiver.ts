/** A collector of OTLP over HTTPS, and what it was sent. */
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";

export type SentSpan = { readonly service: string; readonly name: string; readonly kind: number; readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string; readonly error: boolean; readonly attributes: Readonly<Record<string, unknown>> };
export type SentPoint = { readonly service: string; readonly name: string; readonly unit: string; readonly value: number; readonly attributes: Readonly<Record<string, unknown>> };

export type Receiver = {
  readonly endpoint: string;
  /** Everything, as it came. */
  readonly text: () => string;
  readonly headers: () => readonly Readonly<Record<string, unknown>>[];
  readonly spans: () => readonly SentSpan[];
  readonly points: () => readonly SentPoint[];
  readonly requests: () => number;
  /** Takes requests and does not answer them, or answers again. */
  readonly hang: (on: boolean) => void;
  readonly close: () => Promise<void>;
};

type Valued = { readonly stringValue?: string; readonly intValue?: number | string; readonly doubleValue?: number };
type Attribute = { readonly key: string; readonly value: Valued };
const valueOf = ({ stringValue, intValue, doubleValue }: Valued): unknown => stringValue ?? (intValue === undefined ? doubleValue : Number(intValue));
const attributesIn = (found: readonly Attribute[] = []): Record<string, unknown> => Object.fromEntries(found.map(({ key, value }) => [key, valueOf(value)]));

export async function openReceiver(tls: { readonly cert: string; readonly key: string }): Promise<Receiver> {
  const sent: { readonly path: string; readonly body: string; readonly headers: Readonly<Record<string, unknown>> }[] = [];
  let hanging = false;
  let requests = 0;
  const server = createServer(tls, (request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text)).on("end", () => {
      requests += 1;
      if (hanging) return;
      sent.push({ path: request.url ?? "", body, headers: request.headers });
      response.setHeader("content-type", "application/json").end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bodies = (path: string): any[] => sent.filter((one) => one.path.endsWith(path)).map(({ body }) => JSON.parse(body));
  return {
    endpoint: `https://localhost:${(server.address() as AddressInfo).port}/otlp/`,
    text: () => sent.map(({ path, body }) => `${path}\n${body}`).join("\n"),
    headers: () => sent.map(({ headers }) => headers),
    requests: () => requests,
    hang: (on) => {
      hanging = on;
      if (!on) server.closeAllConnections();
    },
    spans: () => bodies("/otlp/v1/traces").flatMap(({ resourceSpans }) => resourceSpans).flatMap(({ resource, scopeSpans }: any) =>
      scopeSpans.flatMap(({ spans }: any) => spans).map(({ name, kind, traceId, spanId, parentSpanId, status, attributes }: any): SentSpan =>
        ({ service: String(attributesIn(resource.attributes)["service.name"]), name, kind, traceId, spanId, parentSpanId, error: status?.code === 2, attributes: attributesIn(attributes) }))),
    points: () => bodies("/otlp/v1/metrics").flatMap(({ resourceMetrics }) => resourceMetrics).flatMap(({ resource, scopeMetrics }: any) =>
      scopeMetrics.flatMap(({ metrics }: any) => metrics).flatMap(({ name, unit, ...kinds }: any) => (kinds.gauge ?? kinds.sum ?? kinds.histogram).dataPoints.map((point: any): SentPoint =>
        ({ service: String(attributesIn(resource.attributes)["service.name"]), name, unit, value: Number(point.count ?? point.asInt ?? point.asDouble), attributes: attributesIn(point.attributes) })))),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
