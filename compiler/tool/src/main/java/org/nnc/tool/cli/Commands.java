package org.nnc.tool.cli;

import picocli.CommandLine;

/** Makes the subcommands: each takes the console it talks to. */
final class Commands implements CommandLine.IFactory {
    private final Console console;

    Commands(Console console) {
        this.console = console;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (java.lang.reflect.Constructor<?> c : type.getDeclaredConstructors()) {
            if (c.getParameterCount() == 1 && c.getParameterTypes()[0] == Console.class) {
                return type.cast(c.newInstance(console));
            }
        }
        return CommandLine.defaultFactory().create(type);
    }
}
