package edge

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// NewAsk makes a connection for each question, as whoever is sent there has to: one that was open before the network
// was cut would show nothing of it. Only 200 is well.
func NewAsk() Ask {
	client := &http.Client{
		Transport: &http.Transport{DisableKeepAlives: true},
		// What sends elsewhere does not answer itself.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return func(ctx context.Context, at string) error {
		question, err := http.NewRequestWithContext(ctx, http.MethodGet, at, nil)
		if err != nil {
			return err
		}
		answer, err := client.Do(question)
		if err != nil {
			// The address stands beside it already.
			if wrapped := (*url.Error)(nil); errors.As(err, &wrapped) {
				return wrapped.Err
			}
			return err
		}
		defer func() { _ = answer.Body.Close() }()
		if answer.StatusCode != http.StatusOK {
			return fmt.Errorf("answers %d", answer.StatusCode)
		}
		return nil
	}
}
