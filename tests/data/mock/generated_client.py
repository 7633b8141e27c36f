"""Calls a mock of `specs/billium.yaml` with the client that openapi-generator wrote, and prints what it gets as JSON."""

import json
import sys

import stranger
from stranger.api import customers_api, invoices_api, products_api
from stranger.rest import ApiException


def main(url):
    configuration = stranger.Configuration(host=url)
    configuration.api_key["apiKey"] = "sk_1"
    results = []
    with stranger.ApiClient(configuration) as client:
        invoices = invoices_api.InvoicesApi(client)
        products = products_api.ProductsApi(client)
        customers = customers_api.CustomersApi(client)
        new = stranger.NewInvoice(name="Order 18", raw_amount=12.5)
        created = invoices.create_invoice("mer_1", new)
        results.append(created.name)
        results.append(invoices.get_invoice("mer_1", created.id).id == created.id)
        results.append(len(invoices.list_invoices("mer_1").data))
        product = products.create_product("mer_1", stranger.NewProduct(name="A course", price=240.5))
        results.append(product.name)
        products.delete_product("mer_1", product.id)
        for call, options in [
            (lambda o: products.get_product("mer_1", product.id, **o), {}),
            (lambda o: customers.list_customers("mer_1", **o), {"_headers": {"Prefer": "code=429"}}),
            (
                lambda o: customers.list_customers("mer_1", **o),
                {"_headers": {"Prefer": "error=SECURITY_REQUIREMENT_NOT_MET"}},
            ),
        ]:
            try:
                call(options)
                results.append("no error")
            except ApiException as error:
                results.append([error.status, json.loads(error.body)["error"]])
    print(json.dumps(results))


main(sys.argv[1])
