"""Send runs elsewhere, one module a service. An SDK is imported on use, never before."""
