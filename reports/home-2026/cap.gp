# Draws cap.svg: gnuplot cap.gp
set datafile separator "\t"
set datafile missing "?"
set datafile commentschars ""
set encoding utf8
set terminal svg noenhanced size 640,606 font "DejaVu Sans,20"
set output 'cap.svg'
unset key
unset border
unset xtics
unset ytics
set style fill solid 1 noborder
set style textbox noborder
set multiplot
unset label
unset arrow
set lmargin at screen 0.12187
set rmargin at screen 0.95312
set bmargin at screen 0.53795
set tmargin at screen 0.88779
set xrange [150:350]
set yrange [0:166.047]
set ytics scale 0 textcolor rgb "#1f2328" ('0' 0, '50' 50, '100' 100, '150' 150)
set grid ytics back lt 1 lw 1 lc rgb "#d0d7de"
set xtics scale 0 textcolor rgb "#1f2328" ('150' 150, '200' 200, '250' 250, '300' 300, '350' 350)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set format x ''
unset xtics
set label 'decode (tok/s)' at screen 0.012, screen 0.91089 left textcolor rgb "#1f2328"
set arrow from first 250, graph 0 to first 250, graph 1 nohead back lw 2.5 dt 2 lc rgb "#1f2328"
set label 'knee: 250 W' at screen 0.53750, screen 0.95710 center textcolor rgb "#1f2328"
plot 'cap.tsv' using 1:2 skip 1 with linespoints pt 7 ps 0.8 lw 3 lc rgb "#0072B2", \
     '' using ($5==1?$1:1/0):2 skip 1 with points pt 6 ps 2.2 lw 2 lc rgb "#1f2328"
unset label
unset arrow
set lmargin at screen 0.12187
set rmargin at screen 0.95312
set bmargin at screen 0.12541
set tmargin at screen 0.47525
set xrange [150:350]
set yrange [0:75.7221]
set ytics scale 0 textcolor rgb "#1f2328" ('0' 0, '20' 20, '40' 40, '60' 60)
set grid ytics back lt 1 lw 1 lc rgb "#d0d7de"
set xtics scale 0 textcolor rgb "#1f2328" ('150' 150, '200' 200, '250' 250, '300' 300, '350' 350)
set grid xtics back lt 1 lw 1 lc rgb "#d0d7de"
set label 'power cap of each card (W)' at screen 0.5, character 0.75 center textcolor rgb "#1f2328"
set label 'running cost (USD a year)' at screen 0.012, screen 0.49835 left textcolor rgb "#1f2328"
set arrow from first 250, graph 0 to first 250, graph 1 nohead back lw 2.5 dt 2 lc rgb "#1f2328"
plot 'cap.tsv' using 1:4 skip 1 with linespoints pt 7 ps 0.8 lw 3 lc rgb "#D55E00", \
     '' using ($5==1?$1:1/0):4 skip 1 with points pt 6 ps 2.2 lw 2 lc rgb "#1f2328"
unset multiplot
unset output
