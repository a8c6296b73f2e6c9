// Prism's mock server for many documents in one process, each on a port of its own, set up as `prism mock` does it.
//
//     node serve.js DOCUMENT ...
//
// Prints a JSON object a line: `{"document", "url"}` when a document is served, `{"document", "error"}` when Prism cannot
// read it, and `{"call", "found"}` for everything that Prism finds; `call` is what the request said in `X-Call`.
//
// One thing differs from `prism mock --errors`: an example of the document that does not fit its schema is told and
// sent, so that the client has to cope with it.
"use strict";

const { channel } = require("node:diagnostics_channel");
const { createLogger } = require("@stoplight/prism-core");
const { getHttpOperationsFromSpec } = require("@stoplight/prism-http");
const { createServer } = require("@stoplight/prism-http-server");

const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");

/** The request that is being answered: they come one after the other. */
let current = null;

const callOf = (exchange) => exchange?.request.headers["x-call"] ?? null;

channel("http.server.request.start").subscribe((exchange) => {
  current = exchange;
});

// Where Prism throws nobody answers.
process.on("unhandledRejection", (error) => {
  say({ call: callOf(current), found: `Prism broke: ${error?.message ?? error}` });
  if (current && !current.response.headersSent) current.response.writeHead(500).end();
});

/** A stream for the log of a document. */
function listener() {
  let failed = [];
  return {
    write(line) {
      const { level, name, msg } = JSON.parse(line);
      const call = callOf(current);
      if (msg === "Request received") failed = [];
      else if (msg.startsWith("Violation")) say({ call, found: msg });
      else if (msg.startsWith("Request terminated")) say({ call, found: [msg, ...failed].join("; ") });
      else if (name === "VALIDATOR" && level === "error") failed.push(msg);
    },
  };
}

async function serve(document) {
  const operations = await getHttpOperationsFromSpec(document);
  if (operations.length === 0) throw new Error("no operations");
  const config = {
    isProxy: false,
    checkSecurity: true,
    validateRequest: true,
    validateResponse: true,
    errors: false,
    mock: { dynamic: false },
  };
  const options = { level: "info", formatters: { level: (level) => ({ level }) } };
  const logger = createLogger("HTTP SERVER", options, listener());
  return createServer(operations, { cors: true, config, components: { logger } }).listen(0, "127.0.0.1");
}

(async () => {
  for (const document of process.argv.slice(2)) {
    await serve(document).then(
      (url) => say({ document, url }),
      (error) => say({ document, error: String(error?.message ?? error) }),
    );
  }
})();
