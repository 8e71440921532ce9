#!/bin/sh
## Gives RabbitMQ's user the new password and has it read its new certificate.
rabbitmqctl --quiet await_startup >/dev/null && rabbitmqctl --quiet eval '
  {ok, Conf} = file:read_file("/run/secrets/user.conf"),
  [_, Rest] = binary:split(Conf, <<"default_pass = ">>),
  [Password | _] = binary:split(Rest, <<"\n">>),
  ok = rabbit_auth_backend_internal:change_password(<<"bev">>, Password, <<"bev">>),
  ssl:clear_pem_cache().' >/dev/null
