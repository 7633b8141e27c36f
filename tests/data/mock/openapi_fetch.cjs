// Calls a mock of `specs/billium.yaml` with openapi-fetch, which is not ours, and prints what it gets as one line of JSON.
const loaded = require("openapi-fetch");
const createClient = loaded.default ?? loaded;

async function main(baseUrl) {
  const client = createClient({ baseUrl, headers: { "x-api-key": "sk_1" } });
  const invoices = "/v1/merchants/merchant/{merchantId}/invoices";
  const path = { merchantId: "mer_1" };
  const status = ({ response, data, error }) => ({ status: response.status, data, error });

  const created = await client.POST(invoices, { params: { path }, body: { name: "Order 18", rawAmount: 12.5 } });
  const invoiceId = created.data.id;
  const read = await client.GET(`${invoices}/{invoiceId}`, { params: { path: { ...path, invoiceId } } });
  const listed = await client.GET(invoices, { params: { path, query: { page: 1, limit: 5 } } });
  const invalid = await client.POST(invoices, { params: { path }, body: { name: 7 } });
  const refused = await client.GET(invoices, { params: { path }, headers: { "x-api-key": null } });
  const asked = await client.GET(invoices, {
    params: { path },
    headers: { Prefer: "error=SECURITY_REQUIREMENT_NOT_MET" },
  });
  console.log(JSON.stringify([created, read, listed, invalid, refused, asked].map(status)));
}

main(process.argv[2]);
