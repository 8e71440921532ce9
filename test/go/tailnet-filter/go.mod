module bev.local/tailnet-filter

go 1.25.5

require (
	github.com/go-json-experiment/json v0.0.0-20250813024750-ebf49471dced
	github.com/tailscale/hujson v0.0.0-20221223112325-20486734a56a
	go4.org/netipx v0.0.0-20231129151722-fdeea329fbba
	tailscale.com v1.94.2
)

require (
	github.com/gaissmai/bart v0.18.0 // indirect
	go4.org/mem v0.0.0-20240501181205-ae6ca9944745 // indirect
	golang.org/x/crypto v0.46.0 // indirect
	golang.org/x/exp v0.0.0-20250620022241-b7579e27df2b // indirect
	golang.org/x/sys v0.40.0 // indirect
)
