import Foundation

/// A shell script that speaks as a helper does, as far as a test needs it.
struct ScriptedHelper {
    let folder: TemporaryFolder
    let executable: String

    /// - Parameter work: what it does instead of looking at a file, in bash; `answer TAG BYTES` writes a message whose
    ///   first byte is TAG, and `text TEXT` prints a counted text.
    init(work: String) throws {
        folder = try TemporaryFolder()
        let script = """
            #!/bin/bash
            number() { printf "\\\\x$(printf %02x $(($1 >> 8 & 255)))\\\\x$(printf %02x $(($1 & 255)))"; }
            text() { printf '\\0\\0'; number ${#1}; printf %s "$1"; }
            answer() { printf '\\0\\0' >&3; number $(($(shift; "$@" | wc -c) + 1)) >&3; number $1 | tail -c 1 >&3; shift; "$@" >&3; }
            none() { :; }
            receive() { head -c $((16#$(head -c 4 <&3 | od -An -tx1 | tr -d ' '))) <&3 >/dev/null; }
            done_as() { text "$1"; printf '\\0'; }
            receive
            answer 0 printf '\\0'
            while :; do
                receive
                \(work)
            done
            """
        executable = folder.path + "/helper"
        try Self.write(script, to: executable)
    }

    /// Another process writes it: one that is started meanwhile by another test would hold the file open for writing, and
    /// such a file cannot be executed.
    private static func write(_ script: String, to path: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "printf %s \"$1\" >\"$2\" && chmod 755 \"$2\"", "-", script, path]
        try process.run()
        process.waitUntilExit()
    }
}
