// The bare loop: removes the files named on standard input and the folder of each, and nothing else.
#include <libgen.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(void) {
    char line[4096];
    while (fgets(line, sizeof line, stdin)) {
        line[strcspn(line, "\n")] = 0;
        if (unlink(line)) return 1;
        if (rmdir(dirname(line))) return 1;
    }
    return 0;
}
