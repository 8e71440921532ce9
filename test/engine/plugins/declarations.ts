/** What an npm package of Pulumi declares: its interfaces, classes and enumerations, as data. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import ts from "typescript";
import { root } from "../../kit/engine.ts";

export interface Member {
  /** `string`, `number`, `boolean`, `any`, a named type, or `array<…>` and `map<…>` of one. */
  type: string;
  required: boolean;
}

export type Members = Record<string, Member>;

/** The declarations of one file of `@pulumi/<name>`; a file that the package lacks has none. */
export class Declarations {
  readonly #statements: readonly ts.Statement[];

  constructor(packageName: string, file: string) {
    const where = path.join(root, "node_modules", "@pulumi", packageName, file);
    const text = existsSync(where) ? readFileSync(where, "utf8") : "";
    const { statements } = ts.createSourceFile(where, text, ts.ScriptTarget.Latest);
    this.#statements = statements.flatMap(withNested);
  }

  interface(name: string): Members | undefined {
    const found = this.#find(ts.isInterfaceDeclaration, name);
    return found && membersOf(found.members.filter(ts.isPropertySignature));
  }

  /** The readonly properties of a class: a resource's outputs. */
  class(name: string): Members | undefined {
    const found = this.#find(ts.isClassDeclaration, name);
    return found && membersOf(found.members.filter(isOutput));
  }

  /** The strings of an enumeration, which is a constant object of literals. */
  enumeration(name: string): string[] | undefined {
    const constants = this.#statements.filter(ts.isVariableStatement);
    const found = constants
      .flatMap(({ declarationList }) => declarationList.declarations)
      .find((declaration) => nameOf(declaration.name) === name);
    if (!found?.type || !ts.isTypeLiteralNode(found.type)) return undefined;
    return found.type.members.filter(ts.isPropertySignature).map(({ type }) => {
      if (type && ts.isLiteralTypeNode(type) && ts.isStringLiteral(type.literal)) {
        return type.literal.text;
      }
      throw new Error(`${name}: a member is no string`);
    });
  }

  #find<Kind extends ts.InterfaceDeclaration | ts.ClassDeclaration>(
    isKind: (node: ts.Node) => node is Kind,
    name: string,
  ): Kind | undefined {
    return this.#statements.filter(isKind).find((node) => node.name?.text === name);
  }
}

function withNested(statement: ts.Statement): ts.Statement[] {
  if (!ts.isModuleDeclaration(statement)) return [statement];
  const { body } = statement;
  return body && ts.isModuleBlock(body) ? body.statements.flatMap(withNested) : [];
}

function isOutput(member: ts.ClassElement): member is ts.PropertyDeclaration {
  return (
    ts.isPropertyDeclaration(member) &&
    !ts.getModifiers(member)?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword)
  );
}

function membersOf(members: readonly (ts.PropertySignature | ts.PropertyDeclaration)[]): Members {
  return Object.fromEntries(
    members.map(({ name, type, questionToken }) => {
      const required = questionToken === undefined && !isOptional(type);
      return [nameOf(name), { type: typeName(type), required }];
    }),
  );
}

/** `Output<string | undefined>` is an output that may be absent. */
function isOptional(type: ts.TypeNode | undefined): boolean {
  if (!type) return false;
  if (ts.isUnionTypeNode(type)) return type.types.some(isUndefined);
  return ts.isTypeReferenceNode(type) && (type.typeArguments ?? []).some(isOptional);
}

function isUndefined(type: ts.TypeNode): boolean {
  return type.kind === ts.SyntaxKind.UndefinedKeyword;
}

function typeName(type: ts.TypeNode | undefined): string {
  if (!type) return "any";
  if (ts.isArrayTypeNode(type)) return `array<${typeName(type.elementType)}>`;
  if (ts.isUnionTypeNode(type)) return unionName(type);
  if (ts.isTypeLiteralNode(type)) {
    const [index] = type.members;
    if (index && ts.isIndexSignatureDeclaration(index)) return `map<${typeName(index.type)}>`;
  }
  if (ts.isTypeReferenceNode(type)) {
    const { typeName: reference, typeArguments } = type;
    const name = ts.isQualifiedName(reference) ? reference.right.text : reference.text;
    // Whether a value may be an output changes nothing about what it is.
    return name === "Input" || name === "Output" ? typeName(typeArguments?.[0]) : name;
  }
  const keyword = ts.tokenToString(type.kind);
  if (keyword === undefined) throw new Error(`no name for a ${ts.SyntaxKind[type.kind]}`);
  return keyword;
}

/** An asset may always be an archive of assets. */
function unionName({ types }: ts.UnionTypeNode): string {
  const names = types.filter((type) => !isUndefined(type)).map(typeName);
  return names.join("|").replace("Asset|Archive", "Asset");
}

function nameOf(name: ts.PropertyName | ts.BindingName): string {
  if (ts.isIdentifier(name) || ts.isStringLiteral(name)) return name.text;
  throw new Error(`no name in a ${ts.SyntaxKind[name.kind]}`);
}
