/**
 * OpenTelemetry: traces and figures to the operator's collector, as OTLP over HTTP. The only module that knows its packages, loaded only
 * where telemetry is on.
 *
 * Invariant: nobody waits for the collector. What cannot be sent waits in a queue of 2,048 spans and is then lost, which is counted and, every
 * five minutes, a line of the log. Figures that were not sent are in the next ones. At most two requests are under way, each for ten seconds.
 */
import { randomUUID } from "node:crypto";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { type Attributes, type Context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { OTLPMetricExporter } from "@opentelemetry/exporter-metrics-otlp-http";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler, TracerProvider } from "@opentelemetry/sdk-trace";
import type { TelemetryAbout, TelemetrySettings } from "./telemetry.ts";
import { attributesOf, COUNTERS, currentWork, type Counter, type Gauge, GAUGES, readTrace, runAs, type Telemetry, traceText, type Work, type WorkFacts, type WorkKind, WORD } from "./traces.ts";

const SEND_WAIT_MS = 10_000;
const SPANS_WAITING = 2_048;
const SPANS_AT_ONCE = 256;
const SPANS_EVERY_MS = 5_000;
const STOP_WAIT_MS = 2_000;
const SAME_TROUBLE_MS = 300_000;
/** A round that caused nothing, failed at nothing and was shorter is in the figures only: there are several a second. */
const QUIET_ROUND_MS = 100;
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1_800];
const SPAN_KINDS: Readonly<Record<WorkKind, SpanKind>> = { request: SpanKind.SERVER, job: SpanKind.CONSUMER, round: SpanKind.INTERNAL };

export function openOtlp(settings: TelemetrySettings, about: TelemetryAbout): Telemetry {
  forgetEnvironment();
  const parts = sdkOf(settings, about);
  const meter = parts.meters.getMeter("spendward");
  const tracer = parts.traces.getTracer("spendward");
  const seconds = (name: string, description: string) => meter.createHistogram(name, { unit: "s", description, advice: { explicitBucketBoundaries: SECONDS } });
  const durations = {
    request: seconds("http.server.request.duration", "by method, route and status"),
    job: seconds("spendward.job.duration", "one attempt, by queue and code of failure"),
    round: seconds("spendward.round.duration", "by round"),
  } as const;
  const transactions = seconds("spendward.transaction.duration", "transactions of the database");
  const counters = Object.fromEntries(Object.entries(COUNTERS).map(([name, { unit, about: description }]) => [name, meter.createCounter(name, { unit, description })])) as Record<Counter, ReturnType<typeof meter.createCounter>>;
  const observe: Telemetry["observe"] = (gauge, read) => {
    const { unit, about: description } = GAUGES[gauge];
    meter.createObservableGauge(gauge, { unit, description }).addCallback(async (result) => {
      const readings = await Promise.resolve().then(read).catch(() => []);
      for (const { value, of } of readings) if (Number.isFinite(value)) result.observe(value, ofAttribute(gauge, of));
    });
  };
  observeProcess(observe);
  return {
    observe,
    count: (counter, by, of) => counters[counter].add(by, ofAttribute(counter, of)),
    work: async (kind, name, run, cause) => {
      const from = kind === "round" ? currentWork()?.trace() : cause;
      const begun = openWork({ start: (options, context) => tracer.startSpan(WORD.test(name) ? name : kind, { kind: SPAN_KINDS[kind], ...options }, context), onTransaction: (ms) => transactions.record(ms / 1_000) }, from);
      const facts: { -readonly [name in keyof WorkFacts]: WorkFacts[name] } = {};
      let failed = false;
      try {
        return await runAs(begun.work, () => run((more) => Object.assign(facts, more)));
      } catch (error) {
        failed = true;
        throw error;
      } finally {
        const ms = begun.elapsedMs();
        if (facts.quiet !== true) {
          durations[kind].record(ms / 1_000, { ...figuresOf(facts), ...(kind !== "request" && ofAttribute(kind, name)) });
          if (kind !== "round" || failed || begun.told() || ms >= QUIET_ROUND_MS) begun.end(kind, name, facts, failed);
        }
        begun.close();
      }
    },
    stop: () => parts.stop(),
  };
}

/** Settings come from our files; what the packages would add from OTEL_ variables is not looked at. */
function forgetEnvironment(): void {
  for (const name of Object.keys(process.env)) if (name.startsWith("OTEL_")) delete process.env[name];
}

function sdkOf({ endpoint, headers, ca, everySeconds, sample }: TelemetrySettings, { service, plane, version, onTrouble }: TelemetryAbout) {
  const resource = resourceFromAttributes({ "service.namespace": "spendward", "service.name": service, "service.version": version, "service.instance.id": randomUUID(), "spendward.plane": plane });
  const base = endpoint.replace(/\/+$/, "");
  const to = (path: string) => ({
    url: `${base}/v1/${path}`, headers: headersIn(headers), timeoutMillis: SEND_WAIT_MS, concurrencyLimit: 2,
    httpAgentOptions: { keepAlive: true, maxSockets: 2, ...(ca !== undefined && { ca }) },
  });
  const told = sparingly(onTrouble);
  const spans = new OTLPTraceExporter(to("traces"));
  const figures = new OTLPMetricExporter(to("metrics"));
  for (const exporter of [spans, figures] as { export: (items: never, done: (result: { code: number; error?: Error }) => void) => void }[]) {
    const send = exporter.export.bind(exporter);
    exporter.export = (items, done) => send(items, (result) => {
      if (result.code !== 0) told(result.error);
      done(result);
    });
  }
  const traces = new TracerProvider({
    resource,
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sample) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: spans, maxQueueSize: SPANS_WAITING, maxExportBatchSize: SPANS_AT_ONCE, scheduledDelayMillis: Math.min(SPANS_EVERY_MS, everySeconds * 1_000), exportTimeoutMillis: SEND_WAIT_MS })],
  });
  const everyMs = everySeconds * 1_000;
  const meters = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter: figures, exportIntervalMillis: everyMs, exportTimeoutMillis: Math.min(SEND_WAIT_MS, everyMs) })] });
  return {
    traces, meters,
    stop: async () => {
      const late = new Promise((resolve) => setTimeout(resolve, STOP_WAIT_MS).unref());
      await Promise.race([Promise.allSettled([traces.shutdown(), meters.shutdown()]), late]);
    },
  };
}

type Started = { readonly start: (options: { startTime: number }, context: Context) => Span; readonly onTransaction: (ms: number) => void };
type Begun = { readonly work: Work; readonly elapsedMs: () => number; readonly told: () => boolean; readonly close: () => void; readonly end: (kind: WorkKind, name: string, facts: WorkFacts, failed: boolean) => void };

/** The span is made when something is told of it, so that a signed message can still say what it belongs to. */
function openWork({ start, onTransaction }: Started, cause: string | undefined): Begun {
  const [startTime, startedMs] = [Date.now(), performance.now()];
  const inTransactions = { count: 0, ms: 0 };
  let parent = readTrace(cause);
  let span: Span | undefined;
  let closed = false;
  const spanNow = (): Span => {
    const context = parent === undefined ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, { traceId: parent.traceId, spanId: parent.spanId, traceFlags: parent.sampled ? 1 : 0, isRemote: true });
    return (span ??= start({ startTime }, context));
  };
  const elapsedMs = (): number => performance.now() - startedMs;
  return {
    elapsedMs,
    told: () => span !== undefined,
    close: () => void (closed = true),
    work: {
      adopt: (found) => {
        if (span === undefined) parent = readTrace(found) ?? parent;
      },
      trace: () => {
        if (closed && span === undefined) return undefined;
        const { traceId, spanId, traceFlags } = spanNow().spanContext();
        return traceText({ traceId, spanId, sampled: (traceFlags & 1) === 1 });
      },
      transaction: (ms) => {
        inTransactions.count += 1;
        inTransactions.ms += ms;
        onTransaction(ms);
      },
    },
    end: (kind, name, facts, failed) => {
      const made = spanNow();
      const attributes = attributesOf(facts);
      if (kind === "request") made.updateName(`${attributes["http.request.method"] ?? ""} ${attributes["http.route"] ?? ""}`.trim() || "request");
      else made.setAttributes(ofAttribute(kind, name));
      made.setAttributes({ ...attributes, "spendward.transactions": inTransactions.count, "spendward.transactions.ms": Math.round(inTransactions.ms * 10) / 10 });
      if (failed || (facts.status ?? 0) >= 500) made.setStatus({ code: SpanStatusCode.ERROR });
      made.end(startTime + elapsedMs());
    },
  };
}

/** Of figures only what has few values. */
function figuresOf(facts: WorkFacts): Attributes {
  const { "spendward.request": _request, "spendward.attempt": _attempt, ...few } = attributesOf(facts);
  return few;
}

/** `spendward.queue.waiting` of a queue, `spendward.event_loop.delay` of a quantile, `job` of a queue. */
function ofAttribute(figure: string, of: string | undefined): Attributes {
  if (of === undefined || !WORD.test(of)) return {};
  const what = figure === "job" || figure.startsWith("spendward.queue") ? "queue" : figure === "round" ? "round" : figure === "spendward.vault.openings" ? "authority" : "quantile";
  return { [`spendward.${what}`]: of };
}

function observeProcess(observe: (gauge: Gauge, read: () => readonly { value: number; of?: string }[]) => void): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  delay.enable();
  observe("spendward.event_loop.delay", () => {
    const readings = [{ value: delay.percentile(50) / 1e9, of: "p50" }, { value: delay.percentile(99) / 1e9, of: "p99" }, { value: delay.max / 1e9, of: "max" }];
    delay.reset();
    return readings;
  });
  observe("spendward.process.memory", () => [{ value: process.memoryUsage.rss() }]);
  observe("spendward.process.heap", () => [{ value: process.memoryUsage().heapUsed }]);
}

/** `authorization=Bearer%20abc,x-scope=1`, as OTEL_EXPORTER_OTLP_HEADERS has them. */
export function headersIn(text: string | undefined): Record<string, string> {
  const pairs = (text ?? "").split(",").map((pair) => pair.trim()).filter(Boolean);
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
  }));
}

function sparingly(tell: (error: unknown) => void): (error: unknown) => void {
  let toldAtMs = -Infinity;
  return (error) => {
    if (performance.now() - toldAtMs < SAME_TROUBLE_MS) return;
    toldAtMs = performance.now();
    tell(error);
  };
}
