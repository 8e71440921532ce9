// Vault as its tag `minimal` builds it, with the plugin of PostgreSQL, which the tag leaves out.
package main

import (
	"os"
	"reflect"
	"unsafe"

	"github.com/hashicorp/vault/command"
	"github.com/hashicorp/vault/helper/builtinplugins"
	"github.com/hashicorp/vault/plugins/database/postgresql"
)

func main() {
	register("postgresql-database-plugin", postgresql.New)
	os.Exit(command.Run(os.Args[1:]))
}

// register adds to Vault's builtin database plugins. Reflection, because the registry's fields are
// not exported; it panics where a version of Vault names them otherwise.
func register(name string, factory builtinplugins.BuiltinFactory) {
	field := reflect.ValueOf(builtinplugins.Registry).Elem().FieldByName("databasePlugins")
	plugins := reflect.NewAt(field.Type(), unsafe.Pointer(field.UnsafeAddr())).Elem()
	plugin := reflect.New(plugins.Type().Elem()).Elem()
	plugin.FieldByName("Factory").Set(reflect.ValueOf(factory))
	plugins.SetMapIndex(reflect.ValueOf(name), plugin)
}
